import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPages } from './pages.js';

test('a drop-down has the items of all pages, up to a bound', async () => {
  const asked: (string | undefined)[] = [];
  const load = async (cursor: string | undefined) => {
    asked.push(cursor);
    const page = Number(cursor ?? 1);
    return { items: [page * 10, page * 10 + 1], next_cursor: page < 3 ? String(page + 1) : null };
  };
  assert.deepEqual(await readPages(load, 10), { items: [10, 11, 20, 21, 30, 31], next_cursor: null });
  assert.deepEqual(asked, [undefined, '2', '3']);
  assert.deepEqual(await readPages(load, 2), { items: [10, 11, 20, 21], next_cursor: '3' });
});
