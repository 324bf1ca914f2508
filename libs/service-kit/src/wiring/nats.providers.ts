import { NatsLink } from '@flowforge/messaging/nats-link';
import { ServiceClient } from '@flowforge/messaging/service-client';
import type { Provider } from '@nestjs/common';
import { LOG, type Log } from '../log.js';

/**
 * `NatsLink` (streams and signals) and `ServiceClient` (requests to other services). Both connect in the background. When NATS
 * refuses a subject to the service, that is logged as `nats.refused`. Needs the provider `LOG`.
 *
 * @param nats address, and the service's name as NATS shows it
 */
export function natsProviders({ url, name }: { url: string; name: string }): Provider[] {
  return [
    {
      provide: NatsLink,
      inject: [LOG],
      useFactory: (log: Log) => new NatsLink({ url, name }, (refusal) => log.error(refusal, 'nats.refused')),
    },
    { provide: ServiceClient, useFactory: () => new ServiceClient({ url, name: `${name} requests` }) },
  ];
}
