import { runMigrate } from '@flowforge/service-kit/run-migrate';
import { readMigrateConfig } from './config.js';
import { migrations } from './migrations.js';

await runMigrate({
  schema: 'delivery',
  migrations,
  readDatabaseUrl: () => readMigrateConfig().databaseUrl,
});
