import { Agent } from 'undici';
import { cpuTimeOf, cpuTimeSince } from './process-cpu.js';

/**
 * The reference of the benchmark: a loop that posts the same body with the same kind of dispatcher, and does nothing else. It is
 * a separate process, like the service. Prints JSON: requests per second, and the CPU time that they took.
 */
const [url = '', count = '0', concurrency = '1', body = ''] = process.argv.slice(2);
const agent = new Agent({ connections: 128, pipelining: 1, keepAliveTimeout: 10_000 });
const total = Number(count);
const { origin, pathname } = new URL(url);
let started = 0;

async function worker(): Promise<void> {
  while (started < total) {
    started += 1;
    const response = await agent.request({
      origin,
      path: pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    await response.body.dump();
  }
}

const before = cpuTimeOf([process.pid]);
const startedAt = performance.now();
await Promise.all(Array.from({ length: Number(concurrency) }, worker));
const perSecond = total / ((performance.now() - startedAt) / 1_000);
process.stdout.write(`${JSON.stringify({ perSecond, cpu: cpuTimeSince(before, [process.pid]) })}\n`);
await agent.close();
