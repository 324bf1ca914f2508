import { randomInt } from 'node:crypto';
import { runChaos } from './run-chaos.js';

/**
 * `npm run chaos -- SECONDS SEED`: submits forms while every process is killed and paused in turn, NATS is wiped and Postgres killed, and
 * checks that nothing is lost, altered, invented or late. Without a seed it takes a random one and prints it.
 */
const seconds = Number(process.argv[2] ?? 120);
const seed = Number(process.argv[3] ?? randomInt(1_000_000));
const say = (text: string): void => void process.stdout.write(`${text}\n`);
say(`seed ${seed}, ${seconds} s; repeat with: npm run chaos -- ${seconds} ${seed}`);
const { acknowledged, arrived, duplicates, violations } = await runChaos({
  seed,
  runMs: seconds * 1_000,
  say,
});
say(
  `${acknowledged} acknowledged, ${arrived} arrived, ${duplicates} arrived again, ${violations.length} violations`,
);
for (const { kind, text } of violations) say(`${kind}: ${text}`);
process.exitCode = violations.length === 0 ? 0 : 1;
