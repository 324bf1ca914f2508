import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf, endProcess, identityOf } from './process-identity.js';

/**
 * Clears the way for a start in this cluster's folder: ends a postmaster that still runs on it, and removes a
 * `postmaster.pid` whose pid now belongs to something else (pids are reused early in containers), for which
 * Postgres would refuse to start.
 */
export async function endPostmasterOf(cluster: string): Promise<void> {
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
