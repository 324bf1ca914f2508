import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf, endProcess, identityOf } from './process-identity.js';

/**
 * Prepares the start of Postgres in a cluster's folder. Stops a Postgres that still runs there. Removes a `postmaster.pid`
 * whose pid now belongs to another program, because Postgres would refuse to start; in containers pids are reused soon.
 */
export async function stopPostmasterOf(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const pid = firstLineAsPid(file);
  if (pid === undefined) return;
  const identity = identityOf(pid);
  const commandLine = commandLineOf(pid);
  if (identity !== undefined && commandLine === undefined) return;
  if (identity === undefined || commandLine?.split('\0').includes(cluster) !== true) {
    rmSync(file, { force: true });
    return;
  }
  await endProcess(identity, { signal: 'SIGINT', graceMs: 8_000 });
}

function firstLineAsPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
