import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';

const LOG = new URL('./log.js', import.meta.url).href;

/** A process that runs `code` with a log, and writes it to a pipe. */
function start(code: string): ChildProcessByStdio<null, Readable, null> {
  const program = `const { createLog } = await import(${JSON.stringify(LOG)}); const log = createLog('test', 'info'); ${code}`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** What such a process writes until its end. */
async function linesOf(code: string): Promise<{ msg: string; n?: number; chunks?: number }[]> {
  const child = start(code);
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('every line is written in order, those just before the exit included', async () => {
  const lines = await linesOf(`
    for (let n = 0; n < 5000; n += 1) log.info({ n }, 'line');
    await new Promise((resolve) => setTimeout(resolve, 300));
    log.info({ n: 5000 }, 'line');
    process.exit(0);`);
  assert.deepEqual(
    lines.map(({ n }) => n),
    Array.from({ length: 5001 }, (_, n) => n),
  );
});

test('a line is written without waiting for further lines', async () => {
  const child = start(`log.info('one'); setInterval(() => undefined, 60_000);`);
  try {
    const [line]: unknown[] = await once(createInterface(child.stdout), 'line', {
      signal: AbortSignal.timeout(20_000),
    });
    assert.equal(JSON.parse(String(line)).msg, 'one');
    assert.equal(child.exitCode, null);
  } finally {
    child.kill('SIGKILL');
  }
});

test('lines beyond the backlog of a slow reader are dropped and counted', async () => {
  const lines = await linesOf(`
    const wide = 'x'.repeat(100_000);
    for (let n = 0; n < 400; n += 1) log.info({ n, wide }, 'line');
    setTimeout(() => process.exit(0), 1_500);`);
  const dropped = lines
    .filter(({ msg }) => msg === 'log.dropped')
    .reduce((sum, { chunks }) => sum + (chunks ?? 0), 0);
  const written = lines.filter(({ msg }) => msg === 'line').length;
  assert.ok(dropped > 0);
  assert.equal(written + dropped, 400, 'each of these lines is a chunk of its own');
});
