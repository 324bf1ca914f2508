import { NatsLink } from '@flowforge/messaging/nats-link';
import { ServiceClient } from '@flowforge/messaging/service-client';
import { Database } from '@flowforge/postgres/database';
import type { Provider } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { AuditOutbox } from './audit-outbox.js';
import { AuditOutboxStore } from './audit-outbox.store.js';

/** `AuditOutbox` of a service. It needs `Database`, `NatsLink` and `ServiceClient` beside it. */
export function auditOutboxProvider({ log, metrics }: { log: Logger; metrics: Registry }): Provider {
  return {
    provide: AuditOutbox,
    inject: [Database, ServiceClient, NatsLink],
    useFactory: (database: Database, registry: ServiceClient, link: NatsLink) =>
      new AuditOutbox(new AuditOutboxStore(database), registry, link, metrics, (error) =>
        log.warn({ err: error }, 'audit_log.not_sent'),
      ),
  };
}
