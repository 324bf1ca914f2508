import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installIfNeeded } from './install.mjs';
import { waitForLock } from './lock.mjs';
import { runStep } from './step.mjs';

/** What the browser loads. A build runs only when its inputs have changed. */
export const BROWSER_BUILDS = [
  { title: 'building the console', folder: 'apps/console/web', log: 'build-console.log' },
  { title: 'building the chat widget', folder: 'apps/widget', log: 'build-widget.log' },
];

/** The bundles that a local run consists of. */
export const BUNDLES = { title: 'bundling the services', folder: 'deploy/local', log: 'bundle.log' };

/**
 * Installs the packages, compiles, and runs the builds. A lock allows one process at a time, because `npm start` and `npm test` may run together.
 * `projects` are folders with a tsconfig.json; their references are compiled, too. Throws when a step fails.
 */
export async function prepare({ root, projects, builds = BROWSER_BUILDS, say }) {
  const release = await waitForLock(join(root, '.flowforge/prepare.lock'), {
    deadlineMs: 20 * 60_000,
    onWait: (pid) => say(`waiting for process ${pid}, which is installing or building in this folder`),
  });
  try {
    await installIfNeeded({ root, say });
    const isFirstBuild = !existsSync(join(root, 'deploy/local/dist/main.js'));
    await runStep({
      title: isFirstBuild ? 'building' : 'building what has changed',
      command: process.execPath,
      args: [join(root, 'node_modules/@typescript/native7/bin/tsc'), '-b', ...projects],
      root,
      env: process.env,
      logFile: join(root, '.flowforge/logs/build.log'),
      deadlineMs: 5 * 60_000,
      say,
    });
    for (const { title, folder, log } of builds) {
      const { isBuilt } = await import(`../../../${folder}/build/inputs.mjs`);
      if (isBuilt(root)) continue;
      await runStep({
        title,
        command: process.execPath,
        args: [join(root, folder, 'build/main.mjs')],
        root,
        env: process.env,
        logFile: join(root, '.flowforge/logs', log),
        deadlineMs: 5 * 60_000,
        say,
      });
    }
  } finally {
    release();
  }
}
