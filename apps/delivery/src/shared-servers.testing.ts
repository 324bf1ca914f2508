import { SHARED_CLUSTER, startTestDatabase } from '@flowforge/testing/servers';
import type { SharedServers } from '@flowforge/testing/shared-servers';

/** Starts the Postgres that the test files of a whole run share (test/run-tests.mjs). */
export async function startSharedServers(): Promise<SharedServers> {
  const database = await startTestDatabase();
  return { env: { [SHARED_CLUSTER]: database.adminUrl }, stop: () => database.stop() };
}
