import { NatsLink } from '@flowforge/messaging/nats-link';
import { ServiceClient } from '@flowforge/messaging/service-client';
import { OutboxMetrics } from '@flowforge/outbox/outbox-metrics';
import { OutboxRelay } from '@flowforge/outbox/outbox-relay';
import { OutboxRetention } from '@flowforge/outbox/outbox-retention.service';
import { countMissingMigrations } from '@flowforge/postgres/migrate';
import { PostgresMetrics } from '@flowforge/postgres/postgres-metrics';
import { outboxNatsCheck, storageChecks } from '@flowforge/service-kit/ops/checks';
import { configurationOrExit, type Lifecycle, runService } from '@flowforge/service-kit/run-service';
import type { INestApplication } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { API } from './api.js';
import { readConfig } from './config.js';
import { Retention } from './retention/retention.service.js';
import { migrations } from './migrations.js';
import { RegistryModule } from './registry.module.js';

const BODY_LIMIT = 256 * 1024;
/** A round of the outbox relay that takes longer counts as stuck: a statement times out after 10 s, a publication after 3 s. */
const RELAY_LIMIT_MS = 60_000;

function lifecycle(app: INestApplication, registry: Registry): Lifecycle {
  const dataSource = app.get(DataSource);
  const postgres = new PostgresMetrics(registry, dataSource);
  const link = app.get(NatsLink);
  const relay = app.get(OutboxRelay);
  const metrics = app.get(OutboxMetrics);
  const retention = app.get(Retention);
  const outboxRetention = app.get(OutboxRetention);
  return {
    checks: [...storageChecks(dataSource, migrations, postgres), outboxNatsCheck(link)],
    missingMigrations: () => countMissingMigrations(dataSource, migrations),
    heartbeats: [{ name: 'outbox relay', at: () => relay.heartbeatAt, limitMs: RELAY_LIMIT_MS }],
    start: () => {
      relay.start();
      metrics.start();
      retention.start();
      outboxRetention.start();
    },
    stopPulling: async () => {
      await Promise.all([retention.stop(), outboxRetention.stop(), metrics.stop()]);
    },
    finish: (deadlineMs) => relay.stop(deadlineMs),
    close: async () => {
      await app.get(ServiceClient).close();
      await link.close();
      await dataSource.destroy();
    },
  };
}

const config = configurationOrExit(readConfig);

await runService({
  settings: config.settings,
  api: { ...API, publicUrl: config.settings.publicUrl },
  bodyLimit: BODY_LIMIT,
  idempotencyHours: config.idempotencyHours,
  module: (process) => RegistryModule.with({ config, ...process }),
  lifecycle,
  natsUrl: config.natsUrl,
});
