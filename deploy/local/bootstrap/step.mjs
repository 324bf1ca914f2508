import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Runs a long command. Its output goes to `logFile`. Prints a line at the start and another one every ten seconds. Throws with
 * the last lines of the output if the command fails or has not ended after `deadlineMs`.
 */
export async function runStep({ title, command, args, root, env, logFile, deadlineMs, say }) {
  say(title);
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w', 0o600);
  const startedAt = Date.now();
  const progress = setInterval(() => say(`  … ${Math.round((Date.now() - startedAt) / 1000)} s`), 10_000);
  try {
    await new Promise((resolve, reject) => {
      // In its own process group, so that its child processes are killed with it. An npm that continued to write to
      // node_modules would damage the install of the next start.
      const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', log, log], detached: true });
      const killChild = () => {
        try {
          process.kill(-child.pid, 'SIGKILL');
        } catch {
          // The group has ended already.
        }
      };
      process.once('exit', killChild);
      const deadline = setTimeout(killChild, deadlineMs);
      child.once('error', (error) => {
        clearTimeout(deadline);
        reject(new Error(`Cannot run ${command}: ${error.message}`));
      });
      child.once('exit', (code, signal) => {
        clearTimeout(deadline);
        process.off('exit', killChild);
        if (code === 0) resolve();
        else
          reject(
            new Error(
              `Failed (${signal ?? `exit code ${code}`}): ${title}\nThe last lines of ${logFile}:\n${tailOf(logFile)}`,
            ),
          );
      });
    });
  } finally {
    clearInterval(progress);
    closeSync(log);
  }
}

function tailOf(file) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-30).join('\n');
}
