import type { ServiceName } from '@flowforge/contracts/words';
import type { SharedServers } from '@flowforge/testing/shared-servers';
import { SHARED_STACK, type Stack, type StackAddresses, startStack } from './stack/stack.js';

/** Starts the stack that several stories of a whole run share (test/run-tests.mjs). */
export async function startSharedServers(): Promise<SharedServers> {
  const stack = await startStack();
  return { env: { [SHARED_STACK]: JSON.stringify(addressesOf(stack)) }, stop: () => stack.stop() };
}

function addressesOf({ url, services, opsUrls, database }: Stack): StackAddresses {
  const urls = (name: ServiceName): { url: string }[] =>
    services[name].map((service) => ({ url: service.url }));
  return {
    url,
    services: {
      conversations: urls('conversations'),
      registry: urls('registry'),
      delivery: urls('delivery'),
    },
    opsUrls,
    registryDatabaseUrl: database.urls.registry,
  };
}
