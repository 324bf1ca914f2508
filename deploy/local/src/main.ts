import { flowforge } from './flowforge.js';
import { LocalRun } from './local-run.js';

/**
 * Called by start.mjs once everything is installed and built.
 *
 * @param options.root the checkout
 * @param options.bundles folder of the bundles of the services
 */
export async function launch(options: {
  root: string;
  bundles: string;
  replicas: number;
  reset: boolean;
}): Promise<void> {
  const run = new LocalRun(flowforge(options.root, options.bundles), {
    ...options,
    env: process.env,
    say: (line) => console.log(line),
  });
  await run.start();
}
