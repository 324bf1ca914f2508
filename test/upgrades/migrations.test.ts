import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SERVICE_NAMES } from '@flowforge/contracts/words';
import type { MigrationClass } from '@flowforge/postgres/migrate';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type AppliedMigration, applyMigrations, errorsOfMigrations } from './apply-migrations.js';
import { MIGRATIONS } from './migrations.js';
import { lastRelease } from './releases.js';

let database: TestDatabase;

before(async () => {
  database = await startTestDatabase();
});
after(() => database.stop());

const release = lastRelease();

for (const service of SERVICE_NAMES) {
  test(`${service}: the services of release ${release.version} run on the schema of this checkout`, async () => {
    const { applied } = await applyMigrations(database, service, MIGRATIONS[service]);
    assert.deepEqual(errorsOfMigrations(release.version, release.services[service].migrations, applied), []);
  });
}

/** A migration with this SQL. */
function planted(name: string, sql: string, unusedSince?: string): MigrationClass {
  const classes = {
    [name]: class implements MigrationInterface {
      readonly unusedSince = unusedSince;

      async up(runner: QueryRunner): Promise<void> {
        await runner.query(sql);
      }

      async down(): Promise<void> {}
    },
  };
  const [Migration] = Object.values(classes);
  assert.ok(Migration);
  return Migration;
}

/** The SQL that is planted, and what the check says to it; empty when the earlier release can run. */
const PLANTED: readonly [sql: string, error: string][] = [
  ['ALTER TABLE a DROP COLUMN note', 'column a.note is dropped or renamed'],
  ['ALTER TABLE a RENAME COLUMN title TO heading', 'column a.title is dropped or renamed'],
  ['DROP TABLE b', 'table b is dropped or renamed'],
  ['ALTER TABLE c RENAME TO d', 'table c is dropped or renamed'],
  ['ALTER TABLE a ADD COLUMN owner text NOT NULL', 'column a.owner is new and required, without a default'],
  ['ALTER TABLE a ALTER COLUMN size SET NOT NULL', 'column a.size becomes required'],
  ['ALTER TABLE a ALTER COLUMN size TYPE smallint', 'column a.size changes from integer to smallint'],
  ['ALTER TABLE a ALTER COLUMN state DROP DEFAULT', 'column a.state loses its default'],
  [
    'ALTER TABLE a ADD CONSTRAINT a_size CHECK (size > 0)',
    'constraint a_size of a is added without NOT VALID: CHECK ((size > 0))',
  ],
  ['ALTER TABLE a ADD CONSTRAINT a_name CHECK (name <> name) NOT VALID', ''],
  [`ALTER TABLE a ADD COLUMN color text NOT NULL DEFAULT 'red' CHECK (color <> '')`, ''],
  ['ALTER TABLE a ADD COLUMN agent text', ''],
  ['ALTER TABLE a ALTER COLUMN count TYPE bigint', ''],
  ['CREATE TABLE e (id uuid NOT NULL)', ''],
  ['ALTER TABLE a DROP CONSTRAINT a_old', ''],
];

test('each change that the services of a release cannot run with is found in a planted migration, and no other', async () => {
  const empty = await startTestDatabase();
  try {
    const first = planted(
      'First1',
      `CREATE TABLE a (id uuid NOT NULL, note text, title text, name text, size integer, count integer,
                       state text NOT NULL DEFAULT 'new', CONSTRAINT a_old CHECK (size < 9));
       CREATE TABLE b (id uuid); CREATE TABLE c (id uuid)`,
    );
    const later = PLANTED.map(([sql], index) => planted(`Planted${index}`, sql));
    const { applied } = await applyMigrations(empty, 'registry', [first, ...later]);
    const released = { First1: applied[0]?.hash ?? '' };
    const expected = PLANTED.flatMap(([, error], index) =>
      error === '' ? [] : [`Planted${index}: ${error}; services of 0.3.0 still run`],
    );
    assert.deepEqual(errorsOfMigrations('0.3.0', released, applied), expected);
  } finally {
    await empty.stop();
  }
});

const migration = (name: string, more: Partial<AppliedMigration> = {}): AppliedMigration => ({
  name,
  hash: name,
  breaking: [],
  unusedSince: undefined,
  ...more,
});

test('a migration may remove what the last release, or an earlier one, has stopped using', () => {
  const removing = (unusedSince: string): string[] =>
    errorsOfMigrations('0.10.0', {}, [migration('Remove1', { breaking: ['x is dropped'], unusedSince })]);
  assert.deepEqual([removing('0.10.0'), removing('0.9.2')], [[], []]);
  const still = ['Remove1: x is dropped; services of 0.10.0 still run'];
  assert.deepEqual([removing('0.10.1'), removing('1.0.0')], [still, still]);
  assert.deepEqual(removing('soon'), ['Remove1: unusedSince is no version']);
});

test('a released migration may not change, move or leave', () => {
  const released = { A1: 'A1', B2: 'B2' };
  const errors = (...applied: AppliedMigration[]): string[] => errorsOfMigrations('0.1.0', released, applied);
  assert.deepEqual(errors(migration('A1'), migration('B2'), migration('C3')), []);
  assert.deepEqual(errors(migration('A1'), migration('B2', { hash: 'other' })), [
    'B2 was released and has changed',
  ]);
  assert.deepEqual(errors(migration('A1'), migration('C3'), migration('B2')), [
    'B2 was released as number 2 and is not there now',
  ]);
  assert.deepEqual(errors(migration('A1')), ['B2 was released as number 2 and is not there now']);
});
