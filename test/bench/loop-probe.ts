import { appendFileSync, openSync, readSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Preloaded into a service (`--import`): writes each late turn of its event loop to the file named by LOOP_PROBE_FILE, one a
 * line: time (Unix ms), delay (ms), and the delay without the time that the thread was ready to run but had no processor (ms). The
 * second one is what the service's own work causes, however busy the machine is.
 */
const INTERVAL_MS = 5;
const WRITTEN_FROM_MS = 3;

const file = process.env['LOOP_PROBE_FILE'];
if (isMainThread && file !== undefined) {
  const statistics = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  const buffer = Buffer.alloc(128);
  /** Milliseconds that the main thread has waited for a processor since its start. */
  const waitedMs = (): number => {
    const length = readSync(statistics, buffer, 0, buffer.length, 0);
    return Number(buffer.toString('latin1', 0, length).split(' ')[1]) / 1e6;
  };
  let turnAt = performance.now();
  let waited = waitedMs();
  setInterval(() => {
    const now = performance.now();
    const waitedNow = waitedMs();
    const delay = now - turnAt - INTERVAL_MS;
    const own = Math.max(0, delay - (waitedNow - waited));
    turnAt = now;
    waited = waitedNow;
    if (delay >= WRITTEN_FROM_MS) appendFileSync(file, `${Date.now()} ${delay} ${own}\n`);
  }, INTERVAL_MS).unref();
}
