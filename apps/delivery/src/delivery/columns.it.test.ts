import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import pg from 'pg';
import { arraysOf, type Column, givenRows } from './columns.js';

interface Row {
  id: string;
  count: number | null;
  words: string | null;
  parent: string | null;
}

const COLUMNS: Column<Row>[] = [
  { name: 'id', type: 'uuid', of: (row) => row.id },
  { name: 'count', type: 'bigint', of: (row) => row.count },
  { name: 'words', type: 'text', of: (row) => row.words },
  { name: 'parent', type: 'uuid', of: (row) => row.parent },
];

let database: TestDatabase;
let client: pg.Client;

before(async () => {
  database = await startTestDatabase();
  client = new pg.Client({ connectionString: database.urls.delivery });
  await client.connect();
});

after(async () => {
  await client.end();
  await database.stop();
});

test('Postgres reads every text as it was sent', async () => {
  const texts = [
    'plain',
    '',
    ' ',
    'null',
    'NULL',
    'a,b',
    '{a}',
    '}',
    '"quoted"',
    'back\\slash\\',
    "it's",
    'two\nlines\ttab',
    'grün 🌍',
    '$1; --',
    null,
  ];
  const rows: Row[] = texts.map((words, index) => ({
    id: `0196f0a4-8c1e-7d20-8f11-${String(index).padStart(12, '0')}`,
    count: index % 2 === 0 ? Number.MAX_SAFE_INTEGER - index : null,
    words,
    parent: index % 3 === 0 ? null : randomUUID(),
  }));
  const { rows: read } = await client.query<Omit<Row, 'count'> & { count: string | null }>(
    `SELECT * FROM ${givenRows(COLUMNS)} ORDER BY id`,
    arraysOf(COLUMNS, rows),
  );
  assert.deepEqual(
    read.map((row) => ({ ...row, count: row.count === null ? null : Number(row.count) })),
    rows,
  );
});

test('an id in upper case is read, and what is not an id is refused before it is sent', async () => {
  const id = randomUUID();
  const row = { id: id.toUpperCase(), count: null, words: null, parent: null };
  const { rows } = await client.query(`SELECT id FROM ${givenRows(COLUMNS)}`, arraysOf(COLUMNS, [row]));
  assert.deepEqual(rows, [{ id }]);
  const otherDashes = '0196f0a4x8c1ez7d20q8f11!000000000001';
  for (const wrong of ['', id.slice(1), `${id}0`, id.replace(/^./, 'g'), id.replace(/^./, 'é'), otherDashes])
    assert.throws(() => arraysOf(COLUMNS, [{ ...row, parent: wrong }]), TypeError);
});

test('a column that has nulls only is sent as an empty array and read as nulls', async () => {
  const rows: Row[] = ['1', '2'].map((end) => ({
    id: `0196f0a4-8c1e-7d20-8f11-00000000000${end}`,
    count: null,
    words: end === '1' ? 'NULL' : null,
    parent: null,
  }));
  const arrays = arraysOf(COLUMNS, rows);
  assert.deepEqual(arrays.slice(1, 3), ['{}', '{"NULL"}']);
  const { rows: read } = await client.query(`SELECT * FROM ${givenRows(COLUMNS)} ORDER BY id`, arrays);
  assert.deepEqual(read, rows);
});

test('no rows are sent as empty arrays', async () => {
  const { rows } = await client.query(`SELECT * FROM ${givenRows(COLUMNS)}`, arraysOf(COLUMNS, []));
  assert.deepEqual(rows, []);
});

test('rows whose columns all end with a null are refused, because Postgres would not see them', () => {
  const columns = COLUMNS.slice(1);
  const full = { id: randomUUID(), count: 1, words: null, parent: null };
  const empty = { ...full, count: null };
  assert.deepEqual(arraysOf(columns, [empty, full]).slice(0, 2), ['{NULL,1}', '{}']);
  assert.throws(() => arraysOf(columns, [full, empty]), /no column has a value in the last row/);
});
