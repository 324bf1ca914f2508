import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installIfNeeded } from './install.mjs';
import { waitForLock } from './lock.mjs';
import { runStep } from './step.mjs';

/**
 * Installs the packages and builds, also what the browser loads. A lock allows one process at a time, because `npm start` and `npm test` may run together.
 * `projects` are folders with a tsconfig.json; their references are built, too. Throws when a step fails.
 */
export async function prepare({ root, projects, say }) {
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
    const { isWebBuilt } = await import('../../../apps/console/web/build/inputs.mjs');
    if (isWebBuilt(root)) return;
    await runStep({
      title: 'building the console',
      command: process.execPath,
      args: [join(root, 'apps/console/web/build/main.mjs')],
      root,
      env: process.env,
      logFile: join(root, '.flowforge/logs/build-console.log'),
      deadlineMs: 5 * 60_000,
      say,
    });
  } finally {
    release();
  }
}
