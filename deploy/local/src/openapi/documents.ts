import { API as CONVERSATIONS_API } from '@flowforge/conversations/api';
import { readConfig as readConversationsConfig } from '@flowforge/conversations/config';
import { ConversationsModule } from '@flowforge/conversations/conversations.module';
import type { ServiceName } from '@flowforge/contracts/words';
import { API as DELIVERY_API } from '@flowforge/delivery/api';
import { DeliveryModule } from '@flowforge/delivery/delivery.module';
import { API as REGISTRY_API } from '@flowforge/registry/api';
import { readConfig as readRegistryConfig } from '@flowforge/registry/config';
import { RegistryModule } from '@flowforge/registry/registry.module';
import { createLog } from '@flowforge/service-kit/log';
import { previewDocument, type ServedDocument } from '@flowforge/service-kit/openapi/preview-document';
import { Registry } from 'prom-client';

/** Settings that let a module be described. Nothing connects to these addresses. */
const UNUSED = {
  DATABASE_URL: 'postgres://localhost/unused',
  NATS_URL: 'nats://localhost',
  ENCRYPTION_KEYS: `unused:${Buffer.alloc(32).toString('base64')}`,
};

/** The OpenAPI documents of all services, made from their controllers. Neither a database nor NATS is needed. */
export async function openApiDocuments(): Promise<Record<ServiceName, ServedDocument>> {
  const log = createLog('local', 'silent');
  const metrics = new Registry();
  const conversations = ConversationsModule.with({ config: readConversationsConfig(UNUSED), log, metrics });
  const registry = RegistryModule.with({ config: readRegistryConfig(UNUSED), log, metrics });
  const delivery = DeliveryModule.with({
    engine: notBuilt,
    audit: notBuilt,
    apiKeys: notBuilt,
    internalTokens: notBuilt,
  });
  return {
    conversations: await previewDocument(conversations, CONVERSATIONS_API),
    registry: await previewDocument(registry, REGISTRY_API),
    delivery: await previewDocument(delivery, DELIVERY_API),
  };
}

function notBuilt(): never {
  throw new Error('the OpenAPI document is built without providers');
}
