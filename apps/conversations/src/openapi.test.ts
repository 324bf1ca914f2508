import { createLog } from '@flowforge/service-kit/log';
import { testDocument } from '@flowforge/service-kit/openapi/document.testing';
import { Registry } from 'prom-client';
import { API } from './api.js';
import { readConfig } from './config.js';
import { ConversationsModule } from './conversations.module.js';

const config = readConfig({
  DATABASE_URL: 'postgres://localhost/conversations',
  NATS_URL: 'nats://localhost',
  ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
});

testDocument(
  () =>
    ConversationsModule.with({ config, log: createLog('conversations', 'silent'), metrics: new Registry() }),
  API,
);
