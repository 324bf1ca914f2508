import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Runs a long command, its output in a file, with a line at its start and every ten seconds after. Throws
 * with the end of that output if it fails or is not done by its deadline.
 */
export async function runStep({ title, command, args, root, env, logFile, deadlineMs, say }) {
  say(title);
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w', 0o600);
  const startedAt = Date.now();
  const progress = setInterval(() => say(`  … ${Math.round((Date.now() - startedAt) / 1000)} s`), 10_000);
  try {
    await new Promise((resolve, reject) => {
      // In a group of its own, so that whatever it starts ends with it: a half-made node_modules is made anew by the
      // next start, but not while an npm that nobody waits for still writes in it.
      const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', log, log], detached: true });
      const endChild = () => {
        try {
          process.kill(-child.pid, 'SIGKILL');
        } catch {
          // It has ended already.
        }
      };
      process.once('exit', endChild);
      const deadline = setTimeout(endChild, deadlineMs);
      child.once('error', (error) => {
        clearTimeout(deadline);
        reject(new Error(`${command} cannot be run: ${error.message}`));
      });
      child.once('exit', (code, signal) => {
        clearTimeout(deadline);
        process.off('exit', endChild);
        if (code === 0) resolve();
        else reject(new Error(`“${title}” failed (${signal ?? `code ${code}`}):\n${tailOf(logFile)}`));
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
