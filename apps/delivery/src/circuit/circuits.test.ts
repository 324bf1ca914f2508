import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Circuits, type CircuitResult } from './circuits.worker.js';

const settings = { attemptTimeoutMs: 1_000, resetTimeoutMs: 5_000 };
const succeed = async (): Promise<boolean> => true;
const fail = async (): Promise<boolean> => false;
const classify = (ok: boolean): CircuitResult => (ok ? 'success' : 'failure');

test('ten failures in a row open a circuit: no attempt is made until the reset time', async () => {
  const circuits = new Circuits(settings);
  for (let attempt = 0; attempt < 10; attempt += 1) await circuits.run('w', fail, classify);
  await new Promise((resolve) => setImmediate(resolve));
  let called = false;
  const result = await circuits.run('w', async () => (called = true), classify);
  assert.equal(result, undefined);
  assert.equal(called, false);
  assert.ok(circuits.waitMs('w') > 0);
  assert.deepEqual(circuits.blocked(), ['w']);
  assert.equal(circuits.waitMs('another'), 0);
  circuits.stop();
});

test('a webhook without failures has no circuit', async () => {
  const circuits = new Circuits(settings);
  for (let attempt = 0; attempt < 100; attempt += 1)
    assert.equal(await circuits.run('w', succeed, classify), true);
  assert.deepEqual(circuits.count(), { open: 0, halfOpen: 0 });
  circuits.stop();
});

test('after the reset time one probe is sent; its success closes the circuit', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  const circuits = new Circuits(settings);
  for (let attempt = 0; attempt < 10; attempt += 1) await circuits.run('w', fail, classify);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(circuits.count().open, 1);
  mock.timers.tick(5_001);
  assert.equal(circuits.waitMs('w'), 0);
  let release: (ok: boolean) => void = () => undefined;
  const probe = circuits.run('w', () => new Promise<boolean>((resolve) => (release = resolve)), classify);
  assert.equal(await circuits.run('w', succeed, classify), undefined, 'a second attempt waits for the probe');
  release(true);
  assert.equal(await probe, true);
  assert.deepEqual(circuits.count(), { open: 0, halfOpen: 0 });
  circuits.stop();
  mock.timers.reset();
});

test('a cancelled probe leaves the circuit open', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  const circuits = new Circuits(settings);
  for (let attempt = 0; attempt < 10; attempt += 1) await circuits.run('w', fail, classify);
  await new Promise((resolve) => setImmediate(resolve));
  mock.timers.tick(5_001);
  await circuits.run('w', succeed, () => 'ignored');
  assert.equal(circuits.count().open, 1);
  circuits.stop();
  mock.timers.reset();
});
