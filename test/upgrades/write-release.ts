import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { startTestDatabase } from '@flowforge/testing/servers';
import { SERVICE_NAMES } from '@flowforge/contracts/words';
import { formatted } from '../generated-files/formatted.js';
import { applyMigrations } from './apply-migrations.js';
import { MIGRATIONS } from './migrations.js';
import { RELEASE_FILE, type ReleasedSchema } from './releases.js';

/**
 * `npm run release:schema`: records the migrations and the schema of the version in package.json as those of a release. Run it in the
 * commit that gets the tag of the release.
 */
const { version }: { version: string } = createRequire(import.meta.url)('../../../package.json');
const database = await startTestDatabase();
try {
  const services: Record<string, ReleasedSchema> = {};
  for (const service of SERVICE_NAMES) {
    const { applied, tables } = await applyMigrations(database, service, MIGRATIONS[service]);
    services[service] = {
      migrations: Object.fromEntries(applied.map(({ name, hash }) => [name, hash])),
      tables,
    };
  }
  writeFileSync(RELEASE_FILE, await formatted(RELEASE_FILE, JSON.stringify({ version, services })));
  process.stdout.write(`recorded the schemas of ${version}\n`);
} finally {
  await database.stop();
}
