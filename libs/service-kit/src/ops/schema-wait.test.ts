import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from '../log.js';
import { waitForSchema } from './schema-wait.js';

test('a Postgres that does not answer is not reported as an old schema', async () => {
  const answers: (number | Error)[] = [new Error('gone'), new Error('gone'), 2, 2, 0];
  const log = createLog('test', 'silent');
  const logged: unknown[] = [];
  log.warn = (_fields: unknown, message?: unknown): void => void logged.push(message);
  await waitForSchema(
    async () => {
      const next = answers.shift() ?? 0;
      if (next instanceof Error) throw next;
      return next;
    },
    log,
    0,
  );
  assert.deepEqual(logged, ['schema.unreadable', 'schema.too_old']);
});
