import { flowforge } from './flowforge.js';
import { LocalRun } from './local-run.js';

/** Called by start.mjs once everything is installed and built. */
export async function launch(options: { root: string; replicas: number; reset: boolean }): Promise<void> {
  const run = new LocalRun(flowforge(options.root), {
    ...options,
    env: process.env,
    say: (line) => console.log(line),
  });
  await run.start();
}
