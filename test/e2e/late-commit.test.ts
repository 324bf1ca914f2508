import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newId } from '@flowforge/contracts/ids';
import { decodeCursor } from '@flowforge/postgres/page';
import { listPage } from '@flowforge/postgres/page.store';
import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { startTestDatabase, type TestDatabase } from '@flowforge/testing/servers';
import pg from 'pg';
import type { DataSource } from 'typeorm';

const WORKSPACE = newId();
let server: TestDatabase;
let dataSource: DataSource;
let database: WorkspaceDatabase;

before(async () => {
  server = await startTestDatabase();
  dataSource = await server.open('registry');
  database = new WorkspaceDatabase(new Database(dataSource));
  await dataSource.query(
    `CREATE TABLE things (id uuid PRIMARY KEY, workspace_id uuid NOT NULL,
                          created_xid xid8 NOT NULL DEFAULT pg_current_xact_id())`,
  );
});

after(async () => {
  await dataSource.destroy();
  await server.stop();
});

async function insert(
  client: { query: (sql: string, values: unknown[]) => Promise<unknown> },
  id: string,
): Promise<void> {
  await client.query('INSERT INTO things (id, workspace_id) VALUES ($1, $2)', [id, WORKSPACE]);
}

async function page(
  limit: number,
  cursor: string | null,
  bytes?: string,
): Promise<{ ids: string[]; next: string | null }> {
  const found = await database.transaction(WORKSPACE, (tx) =>
    listPage<{ id: string }>(tx, {
      table: 'things',
      columns: 'id',
      limit,
      ...(bytes === undefined ? {} : { bytes }),
      cursor: cursor === null ? null : decodeCursor(cursor),
    }),
  );
  return { ids: found.items.map(({ id }) => id), next: found.next_cursor };
}

describe('a list', () => {
  test('does not skip a row that is committed after a page with newer rows was read, and shows no row twice', async () => {
    const [oldest, older, late, newer, newest] = [newId(), newId(), newId(), newId(), newId()];
    const slow = new pg.Client({ connectionString: server.urls.registry });
    await slow.connect();
    await slow.query('BEGIN');
    await insert(slow, late);
    for (const id of [oldest, older, newer, newest]) await insert(dataSource, id);

    const first = await page(3, null);
    assert.deepEqual(first.ids, [newest, newer, older], 'the late row is not committed yet');
    await slow.query('COMMIT');
    await slow.end();
    const second = await page(3, first.next);
    assert.deepEqual(second.ids, [late, oldest]);
    assert.equal(second.next, null);
  });

  test('does not skip a row that is committed after a page that held only late rows', async () => {
    await dataSource.query('DELETE FROM things');
    const ids = Array.from({ length: 7 }, newId);
    const [lowest = '', second = '', ...late] = ids.slice(0, 6);
    const highest = ids[6] ?? '';
    for (const id of [lowest, second, highest]) await insert(dataSource, id);
    const first = await page(2, null);
    assert.deepEqual(first.ids, [highest, second]);

    const [lateA = '', lateB = '', lateC = '', lateD = ''] = late;
    for (const id of [lateA, lateB, lateD]) await insert(dataSource, id);
    const pageOfLateRows = await page(2, first.next);
    assert.deepEqual(pageOfLateRows.ids, [lateD, lateB]);
    await insert(dataSource, lateC);

    const shown: string[] = [];
    for (let cursor = pageOfLateRows.next; cursor !== null;) {
      const one = await page(2, cursor);
      shown.push(...one.ids);
      cursor = one.next;
    }
    assert.deepEqual(shown.sort(), [lowest, lateA, lateC].sort());
  });

  test('with pages of one row shows every row once', async () => {
    const shown: string[] = [];
    for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
      const one = await page(1, cursor);
      shown.push(...one.ids);
      cursor = one.next;
    }
    assert.equal(shown.length, 7);
    assert.deepEqual(shown, [...shown].sort().reverse());
    assert.equal(new Set(shown).size, 7);
  });

  test('whose pages end early because of their size does not skip rows that are committed late', async () => {
    await dataSource.query('DELETE FROM things');
    const [lowest = '', lateA = '', lateB = '', low = '', high = '', highest = ''] = Array.from(
      { length: 6 },
      newId,
    );
    for (const id of [lowest, low, high, highest]) await insert(dataSource, id);
    // Two rows fill a page, although the limit is higher.
    const bytes = String(2 * 2 ** 20);
    const first = await page(10, null, bytes);
    assert.deepEqual(first.ids, [highest, high]);
    const second = await page(10, first.next, bytes);
    assert.deepEqual(second.ids, [low, lowest]);
    assert.equal(second.next, null);
    const before = await page(3, null);
    assert.deepEqual(before.ids, [highest, high, low]);
    for (const id of [lateA, lateB]) await insert(dataSource, id);
    const shown: string[] = [];
    for (let cursor = before.next; cursor !== null;) {
      const one = await page(10, cursor, bytes);
      shown.push(...one.ids);
      cursor = one.next;
    }
    assert.deepEqual(shown.sort(), [lowest, lateA, lateB].sort());
  });
});
