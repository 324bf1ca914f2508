import { SHARED_CLUSTER } from '@flowforge/testing/servers';
import type { SharedServers } from '@flowforge/testing/shared-servers';
import { RunningConversations, SHARED_CONVERSATIONS } from './running-conversations.testing.js';

/** Starts the service, and the Postgres, that several test files of a whole run share (test/run-tests.mjs). */
export async function startSharedServers(): Promise<SharedServers> {
  const running = await RunningConversations.start();
  return {
    env: {
      [SHARED_CONVERSATIONS]: JSON.stringify(running.addresses),
      [SHARED_CLUSTER]: running.database.adminUrl,
    },
    stop: () => running.stop(),
  };
}
