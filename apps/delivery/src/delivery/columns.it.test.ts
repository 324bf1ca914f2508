import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import pg from 'pg';
import { arraysOf, type Column, givenRows } from './columns.js';

interface Row {
  id: string;
  count: number | null;
  words: string | null;
}

const COLUMNS: Column<Row>[] = [
  { name: 'id', type: 'uuid', of: (row) => row.id },
  { name: 'count', type: 'bigint', of: (row) => row.count },
  { name: 'words', type: 'text', of: (row) => row.words },
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
  }));
  const { rows: read } = await client.query<{ id: string; count: string | null; words: string | null }>(
    `SELECT * FROM ${givenRows(COLUMNS)} ORDER BY id`,
    arraysOf(COLUMNS, rows),
  );
  assert.deepEqual(
    read.map(({ id, count, words }) => ({ id, count: count === null ? null : Number(count), words })),
    rows,
  );
});

test('a column that has nulls only is sent as an empty array and read as nulls', async () => {
  const rows: Row[] = ['1', '2'].map((end) => ({
    id: `0196f0a4-8c1e-7d20-8f11-00000000000${end}`,
    count: null,
    words: end === '1' ? 'NULL' : null,
  }));
  const arrays = arraysOf(COLUMNS, rows);
  assert.deepEqual(arrays.slice(1), ['{}', '{"NULL"}']);
  const { rows: read } = await client.query(`SELECT * FROM ${givenRows(COLUMNS)} ORDER BY id`, arrays);
  assert.deepEqual(read, rows);
});

test('no rows are sent as empty arrays', async () => {
  const { rows } = await client.query(`SELECT * FROM ${givenRows(COLUMNS)}`, arraysOf(COLUMNS, []));
  assert.deepEqual(rows, []);
});
