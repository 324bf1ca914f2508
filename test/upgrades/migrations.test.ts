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

/** SQL that is planted, and what the check reports for it: nothing when the earlier release can run. */
const PLANTED: readonly (readonly [sql: string, ...errors: string[]])[] = [
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
  ['ALTER TABLE a ADD CONSTRAINT a_name CHECK (name <> name) NOT VALID'],
  ['ALTER TABLE a VALIDATE CONSTRAINT a_name'],
  [
    'ALTER TABLE a ADD CONSTRAINT a_count CHECK (count > 0), ADD CONSTRAINT a_two CHECK (count <> 2) NOT VALID',
    'constraint a_count of a is added without NOT VALID: CHECK ((count > 0))',
  ],
  [`ALTER TABLE a ADD COLUMN color text NOT NULL DEFAULT 'red' CHECK (color <> '')`],
  ['ALTER TABLE a ADD COLUMN agent text'],
  ['ALTER TABLE a ALTER COLUMN count TYPE bigint'],
  ['CREATE TABLE e (id uuid PRIMARY KEY, code text UNIQUE); CREATE UNIQUE INDEX e_lower ON e (lower(code))'],
  ['ALTER TABLE a DROP CONSTRAINT a_old'],
  ['CREATE INDEX k_plain ON k (email); DROP INDEX k_plain'],
  [
    'CREATE UNIQUE INDEX k_new ON k (email)',
    'unique key k_new of k is new: CREATE UNIQUE INDEX k_new ON registry.k USING btree (email)',
  ],
  [
    'CREATE UNIQUE INDEX k_new_partial ON k (email) WHERE phone IS NULL',
    'unique key k_new_partial of k is new: ' +
      'CREATE UNIQUE INDEX k_new_partial ON registry.k USING btree (email) WHERE (phone IS NULL)',
  ],
  [
    'CREATE UNIQUE INDEX k_new_lower ON k (lower(email))',
    'unique key k_new_lower of k is new: ' +
      'CREATE UNIQUE INDEX k_new_lower ON registry.k USING btree (lower(email))',
  ],
  [
    'CREATE UNIQUE INDEX part_new ON part_default (id)',
    'unique key part_new of part is new: CREATE UNIQUE INDEX part_new ON registry.part_default USING btree (id)',
  ],
  [
    'ALTER TABLE k ADD CONSTRAINT k_two UNIQUE (email, phone), ADD CONSTRAINT k_email CHECK (email > phone) NOT VALID',
    'unique key k_two of k is new: UNIQUE (email, phone)',
  ],
  ['ALTER TABLE k ADD COLUMN code text UNIQUE', 'unique key k_code_key of k is new: UNIQUE (code)'],
  ['DROP INDEX k_old; CREATE UNIQUE INDEX k_old ON k (phone)'],
  [
    'DROP INDEX k_old; CREATE UNIQUE INDEX k_old ON k (phone) WHERE phone IS NOT NULL',
    'unique key k_old of k is dropped, renamed or changed: ' +
      'CREATE UNIQUE INDEX k_old ON registry.k USING btree (phone)',
    'unique key k_old of k is new: ' +
      'CREATE UNIQUE INDEX k_old ON registry.k USING btree (phone) WHERE (phone IS NOT NULL)',
  ],
  [
    'DROP INDEX k_old',
    'unique key k_old of k is dropped, renamed or changed: ' +
      'CREATE UNIQUE INDEX k_old ON registry.k USING btree (phone) WHERE (phone IS NOT NULL)',
  ],
  [
    'DROP INDEX k_old_lower',
    'unique key k_old_lower of k is dropped, renamed or changed: ' +
      'CREATE UNIQUE INDEX k_old_lower ON registry.k USING btree (lower(phone))',
  ],
  [
    'ALTER TABLE self DROP CONSTRAINT self_parent_fkey; DROP INDEX self_code',
    'unique key self_code of self is dropped, renamed or changed: ' +
      'CREATE UNIQUE INDEX self_code ON registry.self USING btree (code)',
  ],
  [
    'ALTER TABLE k DROP CONSTRAINT k_once',
    'unique key k_once of k is dropped, renamed or changed: UNIQUE (phone, email)',
  ],
  [
    'ALTER TABLE k DROP CONSTRAINT k_pkey',
    'unique key k_pkey of k is dropped, renamed or changed: PRIMARY KEY (id)',
  ],
];

test('each change that the services of a release cannot run with is found in a planted migration, and no other', async () => {
  const empty = await startTestDatabase();
  try {
    const first = planted(
      'First1',
      `CREATE TABLE a (id uuid NOT NULL, note text, title text, name text, size integer, count integer,
                       state text NOT NULL DEFAULT 'new', CONSTRAINT a_old CHECK (size < 9));
       CREATE TABLE b (id uuid); CREATE TABLE c (id uuid);
       CREATE TABLE k (id uuid PRIMARY KEY, email text, phone text, CONSTRAINT k_once UNIQUE (phone, email));
       CREATE UNIQUE INDEX k_old ON k (phone);
       CREATE UNIQUE INDEX k_old_lower ON k (lower(phone));
       CREATE TABLE self (code text, parent text);
       CREATE UNIQUE INDEX self_code ON self (code);
       ALTER TABLE self ADD FOREIGN KEY (parent) REFERENCES self (code);
       CREATE TABLE part (id integer) PARTITION BY RANGE (id);
       CREATE TABLE part_default PARTITION OF part DEFAULT`,
    );
    const later = PLANTED.map(([sql], index) => planted(`Planted${index}`, sql));
    const { applied } = await applyMigrations(empty, 'registry', [first, ...later]);
    const released = { First1: applied[0]?.hash ?? '' };
    const expected = PLANTED.flatMap(([, ...errors], index) =>
      errors.map((error) => `Planted${index}: ${error}; services of 0.3.0 still run`),
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
