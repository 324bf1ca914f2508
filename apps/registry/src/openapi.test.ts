import { testDocument } from '@flowforge/service-kit/openapi/document.testing';
import { createLog } from '@flowforge/service-kit/log';
import { Registry } from 'prom-client';
import { API } from './api.js';
import { readConfig } from './config.js';
import { RegistryModule } from './registry.module.js';
import { TEST_KEYS } from './running-registry.testing.js';

const config = readConfig({
  DATABASE_URL: 'postgres://localhost/registry',
  NATS_URL: 'nats://localhost',
  ENCRYPTION_KEYS: TEST_KEYS,
});

testDocument(
  () => RegistryModule.with({ config, log: createLog('registry', 'silent'), metrics: new Registry() }),
  API,
);
