import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Batcher, classifyWriteError } from './batcher.worker.js';

const coded = (code: string): Error => Object.assign(new Error(code), { code });

test('items added during a write are written together in the next one', async () => {
  const batches: number[][] = [];
  let release: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (release = resolve));
  const batcher = new Batcher<number>({
    write: async (items) => {
      batches.push(items);
      if (batches.length === 1) await first;
    },
    classify: classifyWriteError,
    onStateChange: () => undefined,
    maxItems: 10,
  });
  const one = batcher.add(1);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const rest = [batcher.add(2), batcher.add(3)];
  release();
  await Promise.all([one, ...rest]);
  assert.deepEqual(batches, [[1], [2, 3]]);
});

test('a batch has at most maxItems items', async () => {
  const sizes: number[] = [];
  const batcher = new Batcher<number>({
    write: async (items) => void sizes.push(items.length),
    classify: classifyWriteError,
    onStateChange: () => undefined,
    maxItems: 2,
  });
  await Promise.all([1, 2, 3, 4, 5].map((item) => batcher.add(item)));
  assert.deepEqual(sizes, [2, 2, 1]);
});

test('an item that the database refuses does not prevent the other items of its batch', async () => {
  const written: number[] = [];
  const batcher = new Batcher<number>({
    write: async (items) => {
      if (items.includes(3)) throw coded('22021');
      written.push(...items);
    },
    classify: classifyWriteError,
    onStateChange: () => undefined,
    maxItems: 10,
  });
  const results = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => batcher.add(item)));
  assert.deepEqual(
    results.map((result) => result.status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
  assert.deepEqual(written.sort(), [1, 2, 4, 5]);
});

test('while the database is unavailable the items wait, and the failure is reported once', async () => {
  const states: boolean[] = [];
  let failures = 3;
  const batcher = new Batcher<number>({
    write: async () => {
      if (failures-- > 0) throw coded('ECONNREFUSED');
    },
    classify: classifyWriteError,
    onStateChange: (failing) => states.push(failing),
    maxItems: 10,
  });
  await batcher.add(1);
  assert.deepEqual(states, [true, false]);
});

test('a refused item after an outage ends the failing state, because the database answers again', async () => {
  const states: boolean[] = [];
  const errors = [coded('ECONNREFUSED'), coded('22021')];
  const batcher = new Batcher<number>({
    write: () => Promise.reject(errors.shift()),
    classify: classifyWriteError,
    onStateChange: (failing) => states.push(failing),
    maxItems: 10,
  });
  await assert.rejects(batcher.add(1));
  assert.deepEqual(states, [true, false]);
});

test('an error that may depend on the data counts as refused after 3 tries; the other items are written', async () => {
  const written: number[] = [];
  let tries = 0;
  const batcher = new Batcher<number>({
    write: async (items) => {
      if (items.includes(2)) {
        tries += 1;
        throw coded('XX001');
      }
      written.push(...items);
    },
    classify: classifyWriteError,
    onStateChange: () => undefined,
    maxItems: 10,
  });
  const results = await Promise.allSettled([1, 2].map((item) => batcher.add(item)));
  assert.deepEqual(
    results.map((result) => result.status),
    ['fulfilled', 'rejected'],
  );
  assert.deepEqual([written, tries], [[1], 6]);
});

test('which errors depend on the data', () => {
  const classes = {
    refused: ['21000', '22P02', '23514', '44000', '54000'],
    retry: [
      '08006',
      '0A000',
      '25006',
      '26000',
      '40P01',
      '42703',
      '42P05',
      '53300',
      '55P03',
      '57014',
      '57P01',
      '58030',
      'ECONNRESET',
      'EPIPE',
    ],
    unclear: ['XX000', 'P0001'],
  };
  for (const [expected, codes] of Object.entries(classes)) {
    for (const code of codes) assert.equal(classifyWriteError(coded(code)), expected, code);
  }
  assert.equal(classifyWriteError(new Error('Connection terminated unexpectedly')), 'retry');
  assert.equal(classifyWriteError(new RangeError('Invalid time value')), 'unclear');
});
