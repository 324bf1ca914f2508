import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PeriodicTask } from './periodic-task.js';

const PERIOD_MS = 1_000;

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

/** A task whose rounds end when the test calls `end`. */
class Rounds {
  readonly errors: unknown[] = [];
  readonly task: PeriodicTask;
  started = 0;
  signal: AbortSignal | undefined;
  private succeed: () => void = () => undefined;
  private fail: (error: Error) => void = () => undefined;

  constructor(periodMs: number | (() => number) = PERIOD_MS) {
    this.task = new PeriodicTask({
      name: 'rounds',
      periodMs,
      run: (signal) => {
        this.started += 1;
        this.signal = signal;
        return new Promise<void>((resolve, reject) => {
          this.succeed = resolve;
          this.fail = reject;
        });
      },
      onError: (error, name) => this.errors.push([name, error]),
    });
  }

  async end(error?: Error): Promise<void> {
    if (error) this.fail(error);
    else this.succeed();
    await nextTurn();
  }
}

async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  await nextTurn();
}

test('the first round starts at once, the next one a period after its end', async () => {
  const rounds = new Rounds();
  rounds.task.start();
  assert.equal(rounds.started, 1);
  await pass(10 * PERIOD_MS);
  assert.equal(rounds.started, 1, 'no round starts while another one runs');
  await rounds.end();
  await pass(PERIOD_MS - 1);
  assert.equal(rounds.started, 1);
  await pass(1);
  assert.equal(rounds.started, 2);
});

test('a period that is a function is read before each pause', async () => {
  let periodMs = 10;
  const rounds = new Rounds(() => periodMs);
  rounds.task.start();
  await rounds.end();
  await pass(10);
  assert.equal(rounds.started, 2);
  periodMs = 100;
  await rounds.end();
  await pass(99);
  assert.equal(rounds.started, 2);
  await pass(1);
  assert.equal(rounds.started, 3);
});

test('a failed round is reported, and the next one follows', async () => {
  const rounds = new Rounds();
  const error = new Error('no database');
  rounds.task.start();
  await rounds.end(error);
  assert.deepEqual(rounds.errors, [['rounds', error]]);
  await pass(PERIOD_MS);
  assert.equal(rounds.started, 2);
});

test('stop waits for the running round, aborts its signal, and starts no further round', async () => {
  const rounds = new Rounds();
  rounds.task.start();
  let stopped = false;
  const stopping = rounds.task.stop().then(() => (stopped = true));
  await nextTurn();
  assert.equal(stopped, false);
  assert.equal(rounds.signal?.aborted, true);
  await rounds.end();
  await stopping;
  rounds.task.runSoon();
  await pass(PERIOD_MS);
  assert.equal(rounds.started, 1);
});

test('stop ends the pause', async () => {
  const rounds = new Rounds();
  rounds.task.start();
  await rounds.end();
  await rounds.task.stop();
  assert.equal(rounds.started, 1);
});

test('a task that never started stops at once, and stays stopped', async () => {
  const rounds = new Rounds();
  await rounds.task.stop();
  rounds.task.start();
  assert.equal(rounds.started, 0);
});

test('runSoon ends the pause; during a round it makes the next round follow at once', async () => {
  const rounds = new Rounds();
  rounds.task.start();
  rounds.task.runSoon();
  rounds.task.runSoon();
  await rounds.end();
  assert.equal(rounds.started, 2);
  await rounds.end();
  assert.equal(rounds.started, 2, 'the two calls count as one');
  rounds.task.runSoon();
  await nextTurn();
  assert.equal(rounds.started, 3);
});

test('the heartbeat is updated by the start and by every round, also by a failed one', async () => {
  const rounds = new Rounds();
  const created = rounds.task.heartbeatAt;
  await nextTurn();
  rounds.task.start();
  const before = rounds.task.heartbeatAt;
  assert.ok(before > created, 'the time before the start does not count');
  await nextTurn();
  assert.equal(rounds.task.heartbeatAt, before);
  await rounds.end(new Error('failed'));
  assert.ok(rounds.task.heartbeatAt > before);
});
