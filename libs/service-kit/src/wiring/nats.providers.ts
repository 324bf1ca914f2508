import { NatsLink } from '@flowforge/messaging/nats-link';
import { ServiceClient } from '@flowforge/messaging/service-client';
import type { Provider } from '@nestjs/common';

/**
 * `NatsLink` (streams and signals) and `ServiceClient` (requests to other services). Both connect in the background.
 *
 * @param nats address, and the service's name as NATS shows it
 */
export function natsProviders({ url, name }: { url: string; name: string }): Provider[] {
  return [
    { provide: NatsLink, useFactory: () => new NatsLink({ url, name }) },
    { provide: ServiceClient, useFactory: () => new ServiceClient({ url, name: `${name} requests` }) },
  ];
}
