import { NatsLink } from '@flowforge/messaging/nats-link';
import { addressWithoutPassword, type NatsSettings } from '@flowforge/messaging/nats-options';
import { ServiceClient } from '@flowforge/messaging/service-client';
import type { Provider } from '@nestjs/common';
import { LOG, type Log } from '../log.js';
import { natsRequestTracing } from '../trace-nats-requests.js';

/**
 * A `NatsLink` that logs its errors: `nats.refused` for what NATS does not allow to the service, and `nats.connect_failed` when it
 * cannot connect for another reason, such as a certificate that is not trusted.
 */
export function openNatsLink(settings: NatsSettings, log: Log): NatsLink {
  return new NatsLink(
    settings,
    (refusal) => log.error(refusal, 'nats.refused'),
    (err) => log.warn({ err, address: addressWithoutPassword(settings.url) }, 'nats.connect_failed'),
  );
}

/** A `ServiceClient` whose requests have spans while the process is traced. */
export function tracedClient(settings: NatsSettings): ServiceClient {
  return new ServiceClient(settings, natsRequestTracing);
}

/**
 * `NatsLink` (streams and signals) and `ServiceClient` (requests to other services). Both connect in the background. Needs the
 * provider `LOG`.
 *
 * @param nats address, and the service's name as NATS shows it
 */
export function natsProviders({ url, name }: NatsSettings): Provider[] {
  return [
    { provide: NatsLink, inject: [LOG], useFactory: (log: Log) => openNatsLink({ url, name }, log) },
    { provide: ServiceClient, useFactory: () => tracedClient({ url, name: `${name} requests` }) },
  ];
}
