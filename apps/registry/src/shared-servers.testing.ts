import { SHARED_CLUSTER } from '@flowforge/testing/servers';
import type { SharedServers } from '@flowforge/testing/shared-servers';
import { RunningRegistry, SHARED_REGISTRY } from './running-registry.testing.js';

/** Starts the registry, and the Postgres, that several test files of a whole run share (test/run-tests.mjs). */
export async function startSharedServers(): Promise<SharedServers> {
  const registry = await RunningRegistry.start();
  return {
    env: {
      [SHARED_REGISTRY]: JSON.stringify(registry.addresses),
      [SHARED_CLUSTER]: registry.database.adminUrl,
    },
    stop: () => registry.stop(),
  };
}
