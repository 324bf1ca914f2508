import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { Registry } from 'prom-client';
import { Health } from './health.js';
import { HealthMetrics } from './health-metrics.js';
import { Liveness } from './liveness.js';
import { OpsServer } from './ops-server.js';

const liveness = new Liveness();
const health = new Health([{ name: 'postgres', probe: () => Promise.resolve() }]);
const ops = new OpsServer(health, liveness, new Registry());
let port = 0;

before(async () => {
  port = await ops.listen('127.0.0.1', 0);
});

after(() => {
  ops.close();
  liveness.stop();
});

/** Status of a request. The path is sent unchanged; `fetch` would normalise it. */
function statusOf(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    sent.once('error', reject).end();
  });
}

test('health and metrics are at their paths, with any query', async () => {
  assert.equal(await statusOf('/livez'), 200);
  assert.equal(await statusOf('/readyz?verbose'), 503);
  assert.equal(await statusOf('/metrics'), 200);
});

test('the lines of the checks show what was measured, its limit and what a check means', async () => {
  assert.match(liveness.report().lines.join(), /^\[\+\] event loop: longest delay \d+ ms, limit 5000 ms$/);
  const explained = new Health([
    { name: 'not_late', okMeans: 'no delivery is late', probe: () => Promise.resolve() },
  ]);
  explained.serve();
  explained.start();
  // Waits for the first round, which runs now.
  await explained.stop();
  assert.deepEqual(explained.report().lines, ['[+] not_late: ok, no delivery is late']);
});

test('a path that is not a URL gets 404, and does not end the process', async () => {
  for (const path of ['//', '//[', '/%', '/?//']) assert.equal(await statusOf(path), 404, path);
});

test('the results of the checks are metrics', async () => {
  const registry = new Registry();
  const broken = new Error('not connected');
  const checked = new Health([
    { name: 'postgres', probe: () => Promise.resolve() },
    { name: 'nats', degradesOnly: true, probe: () => Promise.reject(broken) },
  ]);
  new HealthMetrics(registry, checked);
  checked.start();
  await checked.stop();
  // The checks run while the process waits for its schema.
  assert.match(await registry.metrics(), /^service_ready 0$/m);
  assert.equal(checked.report().lines[0], '[-] starting');
  checked.serve();
  const text = await registry.metrics();
  assert.match(text, /^health_check_passing\{check="postgres"\} 1$/m);
  assert.match(text, /^health_check_passing\{check="nats"\} 0$/m);
  assert.match(text, /^service_ready 1$/m);
  checked.drain();
  assert.match(await registry.metrics(), /^service_ready 0$/m);
});
