import { runMigrate } from '@flowforge/service-kit/run-migrate';
import { readMigrateConfig } from './config.js';
import { migrations } from './migrations.js';

await runMigrate({
  schema: 'conversations',
  migrations,
  readDatabaseUrl: () => readMigrateConfig().databaseUrl,
});
