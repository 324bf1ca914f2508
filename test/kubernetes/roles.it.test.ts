import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { migrations as conversations } from '@flowforge/conversations/migrations';
import { migrations as delivery } from '@flowforge/delivery/migrations';
import { type RunningPostgres, startPostgres } from '@flowforge/local-servers/postgres';
import { migrate } from '@flowforge/postgres/migrate';
import { migrations as registry } from '@flowforge/registry/migrations';
import pg from 'pg';
import { FOLDER } from './render.js';

/** The SQL that creates the roles and schemas of a new cluster of CloudNativePG, in a real Postgres. */

const MIGRATIONS = { conversations, registry, delivery };
const PASSWORD = 'password-of-the-test';
let folder: string;
let postgres: RunningPostgres;
let databaseUrl: URL;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowforge-roles-'));
  postgres = await startPostgres({ dataFolder: join(folder, 'postgres'), durable: false });
  databaseUrl = new URL(postgres.url);
  await run(databaseUrl, readFileSync(join(FOLDER, 'components/postgres-roles/roles.sql'), 'utf8'));
  for (const service of Object.keys(MIGRATIONS))
    await run(databaseUrl, `ALTER ROLE flowforge_${service} PASSWORD '${PASSWORD}'`);
});
after(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

async function run(url: URL, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function urlOf(service: string): URL {
  const url = new URL(databaseUrl);
  url.username = `flowforge_${service}`;
  url.password = PASSWORD;
  return url;
}

for (const [service, migrations] of Object.entries(MIGRATIONS)) {
  test(`the role of ${service} applies its migrations`, async () => {
    const applied = await migrate({ url: urlOf(service).href, schema: service, migrations });
    assert.equal(applied.length, migrations.length);
  });

  test(`the role of ${service} may use nothing else`, async () => {
    const other = service === 'registry' ? 'delivery' : 'registry';
    await assert.rejects(
      run(urlOf(service), `CREATE TABLE ${other}.t (a int)`),
      /permission denied for schema/,
    );
    await assert.rejects(
      run(urlOf(service), 'CREATE TABLE public.t (a int)'),
      /permission denied for schema/,
    );
    await assert.rejects(run(urlOf(service), 'CREATE SCHEMA more'), /permission denied for database/);
    await assert.rejects(run(urlOf(service), 'CREATE ROLE more'), /permission denied to create role/);
  });
}
