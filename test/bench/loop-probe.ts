import { createWriteStream, openSync, readSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Preloaded into a service (`--import`): writes each late turn of its event loop to the file named by LOOP_PROBE_FILE, one a line:
 * time (Unix ms), then in ms the delay, the delay without the time that the thread was ready to run but had no processor, and
 * the processor time of the thread in the turn. The processor time is what the service's own work takes, however busy the machine
 * is. The second one also has the waits for a lock, a file or the helper threads of the garbage collector.
 */
const INTERVAL_MS = 5;
const WRITTEN_FROM_MS = 3;

const file = process.env['LOOP_PROBE_FILE'];
if (isMainThread && file !== undefined) {
  const statistics = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  const buffer = Buffer.alloc(128);
  /** Milliseconds since the start of the main thread in which it ran, and in which it waited for a processor. */
  const readTimes = (): { ran: number; waited: number } => {
    const length = readSync(statistics, buffer, 0, buffer.length, 0);
    const [ran = 0, waited = 0] = buffer.toString('latin1', 0, length).split(' ').map(Number);
    return { ran: ran / 1e6, waited: waited / 1e6 };
  };
  // Written by another thread: a slow disk must not delay the loop that is measured.
  const output = createWriteStream(file, { flags: 'a' });
  let turnAt = performance.now();
  let before = readTimes();
  setInterval(() => {
    const now = performance.now();
    const times = readTimes();
    const delay = now - turnAt - INTERVAL_MS;
    const own = Math.max(0, delay - (times.waited - before.waited));
    if (delay >= WRITTEN_FROM_MS) {
      output.write(`${Date.now()} ${delay} ${own} ${times.ran - before.ran}\n`);
    }
    turnAt = now;
    before = times;
  }, INTERVAL_MS).unref();
}
