import { disableWebhook } from '@flowforge/contracts/requests/disable-webhook';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { JetStreamServer } from '@flowforge/messaging/jetstream-server';
import type { ServiceClient } from '@flowforge/messaging/service-client';
import { EVENTS_STREAM, ROUTING_STREAM } from '@flowforge/messaging/streams';
import type { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { createAuditOutbox } from '@flowforge/outbox/audit-outbox.providers';
import { createDataSource } from '@flowforge/postgres/data-source';
import { Database } from '@flowforge/postgres/database';
import { SignedInternalTokens } from '@flowforge/service-kit/auth/internal-token';
import { RemoteApiKeys } from '@flowforge/service-kit/auth/remote-api-keys';
import type { Log } from '@flowforge/service-kit/log';
import { configurationOrExit, runService } from '@flowforge/service-kit/run-service';
import { tracedClient } from '@flowforge/service-kit/wiring/nats.providers';
import type { Registry } from 'prom-client';
import { API } from './api.js';
import { readConfig } from './config.js';
import { DeliveryModule } from './delivery.module.js';
import { createEngine, type Engine } from './engine.js';
import { deliveryLifecycle } from './lifecycle.js';
import type { WebhookRevision } from './routing/routing.js';

const BODY_LIMIT = 64 * 1024;

const config = configurationOrExit(readConfig);
const dataSource = createDataSource({
  url: config.databaseUrl,
  schema: 'delivery',
  applicationName: 'flowforge-delivery',
  poolSize: config.databasePoolSize,
});
await dataSource.initialize();

interface Parts {
  engine: Engine;
  jetstream: JetStreamServer;
  audit: AuditOutbox;
  client: ServiceClient;
  log: Log;
}

function build(log: Log, metrics: Registry): Parts {
  const client = tracedClient({ url: config.natsUrl, name: 'delivery requests' });
  const disable = async (
    { workspaceId, webhookId, revision }: WebhookRevision,
    deliveryId: string,
  ): Promise<void> => {
    const request = {
      workspace_id: workspaceId,
      webhook_id: webhookId,
      revision,
      reason: 'gone' as const,
      delivery_id: deliveryId,
    };
    try {
      const { disabled } = await client.ask(disableWebhook, request);
      log.info({ workspace_id: workspaceId, webhook_id: webhookId, disabled }, 'webhook.gone');
    } catch (error) {
      // Not retried here: the next delivery to this webhook gets the same answer, and the request is sent again.
      log.warn({ err: error, webhook_id: webhookId }, 'webhook.not_disabled');
    }
  };
  const engine: Engine = createEngine(
    config,
    dataSource,
    log,
    metrics,
    (paused) => jetstream.setPaused(EVENTS_STREAM.stream, paused),
    (webhook, deliveryId) => void disable(webhook, deliveryId),
  );
  const streams = [EVENTS_STREAM, ROUTING_STREAM].map((one) => ({ ...one, replicas: config.streamReplicas }));
  const jetstream = new JetStreamServer(engine.link, streams, (stream, error) =>
    log.warn({ err: error, stream }, 'stream.consume_failed'),
  );
  const audit = createAuditOutbox(new Database(dataSource), client, engine.link, { log, metrics });
  return { engine, jetstream, audit, client, log };
}

let parts: Parts | undefined;
const built = (): Parts => {
  if (!parts) throw new Error('the engine is used before it was built');
  return parts;
};

await runService({
  settings: config.service,
  api: { ...API, publicUrl: config.service.publicUrl },
  bodyLimit: BODY_LIMIT,
  idempotencyHours: config.idempotencyHours,
  module: ({ log, metrics }) => {
    parts = build(log, metrics);
    const { engine, audit, client } = parts;
    return DeliveryModule.with({
      engine: () => engine,
      audit: () => audit,
      apiKeys: () => new RemoteApiKeys(client, engine.link),
      internalTokens: () => new SignedInternalTokens(KeyRing.parse(config.encryptionKeys)),
    });
  },
  transports: () => [built().jetstream],
  lifecycle: () => {
    const { engine, jetstream, audit, client, log } = built();
    return deliveryLifecycle(engine, jetstream, audit, client, config, log);
  },
});
