import { NatsLink } from '@flowforge/messaging/nats-link';
import { ServiceClient } from '@flowforge/messaging/service-client';
import { countMissingMigrations } from '@flowforge/postgres/migrate';
import { PostgresMetrics } from '@flowforge/postgres/postgres-metrics';
import { outboxNatsCheck, storageChecks } from '@flowforge/service-kit/ops/checks';
import { configurationOrExit, type Lifecycle, runService } from '@flowforge/service-kit/run-service';
import type { INestApplication } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { BackgroundWork } from './background/background.service.js';
import { API } from './api.js';
import { readConfig } from './config.js';
import { ConversationsModule } from './conversations.module.js';
import { IntentTrainer } from './intent-classifier/intent-trainer.service.js';
import { migrations } from './migrations.js';

const BODY_LIMIT = 256 * 1024;

const config = configurationOrExit(readConfig);

await runService({
  settings: config.service,
  api: { ...API, publicUrl: config.service.publicUrl },
  bodyLimit: BODY_LIMIT,
  idempotencyHours: config.idempotencyHours,
  module: (process) => ConversationsModule.with({ config, ...process }),
  lifecycle,
  natsUrl: config.natsUrl,
});

function lifecycle(app: INestApplication, registry: Registry): Lifecycle {
  const dataSource = app.get(DataSource);
  const postgres = new PostgresMetrics(registry, dataSource);
  const link = app.get(NatsLink);
  const client = app.get(ServiceClient);
  const trainer = app.get(IntentTrainer);
  const background = app.get(BackgroundWork);
  return {
    checks: [...storageChecks(dataSource, migrations, postgres), outboxNatsCheck(link)],
    missingMigrations: () => countMissingMigrations(dataSource, migrations),
    heartbeats: background.heartbeats,
    start: () => background.start(),
    endStreams: () => background.endStreams(),
    stopPulling: () => background.stop(),
    finish: (deadlineMs) => background.flush(deadlineMs),
    close: async () => {
      await trainer.stop();
      await client.close();
      await link.close();
      await dataSource.destroy();
    },
  };
}
