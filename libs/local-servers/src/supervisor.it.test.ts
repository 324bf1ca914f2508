import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { identityOf } from './process-identity.js';
import { killOnAbort, startProcess, type RunningProcess } from './server-process.js';
import { supervise } from './supervisor.js';

const folder = mkdtempSync(join(tmpdir(), 'flowforge-supervisor-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const start = (script: string): Promise<RunningProcess> =>
  startProcess({
    command: process.execPath,
    args: ['-e', script],
    env: {},
    cwd: folder,
    logFile: join(folder, 'log'),
    log: 'append',
  });
const RUNS = 'setTimeout(() => {}, 60_000)';

test('a process that keeps ending is restarted with growing delays, and no more after it is stopped', async () => {
  const delays: number[] = [];
  let starts = 0;
  const first = await start('');
  await new Promise<void>((resolve, reject) => {
    const supervised = supervise({
      first,
      restart: () => {
        starts += 1;
        return start('');
      },
      onDown: (_, delayMs) => {
        delays.push(delayMs);
        if (delays.length === 3) supervised.stop().then(resolve, reject);
      },
    });
  });
  assert.deepEqual(delays, [200, 400, 800]);
  assert.equal(starts, 2);
});

test('a restart that fails counts as another failure', async () => {
  const delays: number[] = [];
  let tries = 0;
  const first = await start('');
  let isUp: (running: RunningProcess) => void;
  const up = new Promise<RunningProcess>((resolve) => {
    isUp = resolve;
  });
  const supervised = supervise({
    first,
    restart: () => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('no port')) : start(RUNS);
    },
    onDown: (_, delayMs) => delays.push(delayMs),
    onUp: (running) => isUp(running),
  });
  const { pid } = await up;
  assert.deepEqual(delays, [200, 400]);
  assert.ok(identityOf(pid));
  await supervised.stop();
  assert.equal(identityOf(pid), undefined);
});

test('after a healthy time the delay is the shortest again', async () => {
  const delays: number[] = [];
  const first = await start(RUNS);
  const supervised = supervise({
    first,
    restart: () => start(RUNS),
    healthyAfterMs: 0,
    onDown: (_, delayMs) => delays.push(delayMs),
    onUp: (running) => void (delays.length < 3 && running.kill()),
  });
  await first.kill();
  const deadline = Date.now() + 10_000;
  while (delays.length < 3 && Date.now() < deadline) await new Promise(setImmediate);
  await supervised.kill();
  assert.deepEqual(delays, [200, 200, 200]);
});

test('a stop during a restart kills the process that is not ready yet', async () => {
  const first = await start(RUNS);
  const pid = await new Promise<number>((resolve, reject) => {
    const supervised = supervise({
      first,
      restart: async (signal) => {
        const neverReady = await start(RUNS);
        supervised.stop().then(() => resolve(neverReady.pid), reject);
        await killOnAbort(neverReady, signal, neverReady.exited);
        throw new Error('not ready');
      },
    });
    first.kill().catch(reject);
  });
  assert.equal(identityOf(pid), undefined);
});
