import { NatsLink } from '@flowforge/messaging/nats-link';
import { ServiceClient } from '@flowforge/messaging/service-client';
import { Database } from '@flowforge/postgres/database';
import type { Provider } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { AuditOutbox, type AuditOutboxLog } from './audit-outbox.js';
import { AuditOutboxMetrics } from './audit-outbox-metrics.js';
import { AuditOutboxStore } from './audit-outbox.store.js';

interface Observers {
  log: AuditOutboxLog;
  metrics: Registry;
}

/** Makes the audit outbox of a service: it stores entries in the service's own schema, and sends them to the registry. */
export function createAuditOutbox(
  database: Database,
  registry: ServiceClient,
  link: NatsLink,
  { log, metrics }: Observers,
): AuditOutbox {
  return new AuditOutbox(
    new AuditOutboxStore(database),
    registry,
    link,
    new AuditOutboxMetrics(metrics),
    log,
  );
}

/** `AuditOutbox` of a service. It needs `Database`, `NatsLink` and `ServiceClient` beside it. */
export function auditOutboxProvider(observers: Observers): Provider {
  return {
    provide: AuditOutbox,
    inject: [Database, ServiceClient, NatsLink],
    useFactory: (database: Database, registry: ServiceClient, link: NatsLink) =>
      createAuditOutbox(database, registry, link, observers),
  };
}
