import type { SharedServers } from '@flowforge/testing/shared-servers';
import { RunningRegistry, SHARED_REGISTRY } from './running-registry.testing.js';

/** Starts the registry that several test files of a whole run share (test/run-tests.mjs). */
export async function startSharedServers(): Promise<SharedServers> {
  const registry = await RunningRegistry.start();
  return {
    env: { [SHARED_REGISTRY]: JSON.stringify(registry.addresses) },
    stop: () => registry.stop(),
  };
}
