import { randomInt } from 'node:crypto';
import { startStack } from '../stack/stack.js';
import { manifestTimes } from './manifest-times.js';
import { problemsOf, textOf } from './report.js';
import { runRolling } from './run-rolling.js';

/**
 * `npm run rolling -- SECONDS RATE SEED`: restarts every process of a system with two replicas of each service, one after the other
 * and with the times of the manifests, while RATE requests come in each second. Rounds begin until SECONDS are over, at least one.
 */
const seconds = Number(process.argv[2] ?? 60);
const rate = Number(process.argv[3] ?? 40);
const seed = Number(process.argv[4] ?? randomInt(1_000_000));
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const { drainTimeoutMs, ...times } = manifestTimes();
print(
  `seed ${seed}, ${rate} requests per second, rounds for ${seconds} s; repeat with: npm run rolling -- ${seconds} ${rate} ${seed}`,
);
const drain = { DRAIN_TIMEOUT_MS: String(drainTimeoutMs) };
const stack = await startStack({
  replicas: 2,
  env: { conversations: drain, registry: drain, delivery: drain, console: drain },
});
try {
  const report = await runRolling(stack, {
    times,
    rate,
    seed,
    runMs: seconds * 1_000,
    restartsPerService: 2,
    print,
  });
  print(textOf(report));
  process.exitCode = problemsOf(report).length === 0 ? 0 : 1;
} finally {
  await stack.stop();
}
