import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  endProcess,
  identityOf,
  isErrno,
  isRunning,
  ownIdentity,
  type ProcessIdentity,
} from './process-identity.js';

/** Who runs, and who started it: an orphan is a process whose owner is gone. */
export interface PidRecord {
  process: ProcessIdentity;
  owner: ProcessIdentity;
}

/** The process of a pid file still runs, and so does the one that started it. */
export class AlreadyRunningError extends Error {
  constructor(
    readonly what: string,
    readonly record: PidRecord,
  ) {
    super(`${what} already runs (pid ${record.process.pid}), started by process ${record.owner.pid}`);
  }
}

/** Records a process that this process has just started. Synchronous: nothing may come between spawn and record. */
export function writePidFile(path: string, pid: number): void {
  const started = identityOf(pid);
  if (started === undefined) return;
  const record: PidRecord = { process: started, owner: ownIdentity() };
  mkdirSync(dirname(path), { recursive: true });
  const written = `${path}.${process.pid}`;
  writeFileSync(written, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(written, path);
}

/** What a pid file says; undefined if there is none or it is not readable as one. */
export function readPidFile(path: string): PidRecord | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isPidRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function removePidFile(path: string): void {
  rmSync(path, { force: true });
}

/**
 * Ends what an earlier run left behind, known by pid and start time, and removes the file. Says whether
 * there was something to end. Throws AlreadyRunningError if its owner is alive: then it is no orphan.
 */
export async function endOrphan(
  path: string,
  what: string,
  options: { signal?: NodeJS.Signals; graceMs?: number } = {},
): Promise<boolean> {
  const record = readPidFile(path);
  if (record === undefined || !isRunning(record.process)) {
    removePidFile(path);
    return false;
  }
  if (isRunning(record.owner)) throw new AlreadyRunningError(what, record);
  await endProcess(record.process, options);
  removePidFile(path);
  return true;
}

/** SIGKILL, at once and without waiting, to the process of a pid file that this process started. */
export function killRecorded(path: string): void {
  const record = readPidFile(path);
  if (record === undefined || record.owner.pid !== process.pid || !isRunning(record.process)) return;
  try {
    process.kill(record.process.pid, 'SIGKILL');
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error;
  }
}

function isPidRecord(value: unknown): value is PidRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'process' in value &&
    'owner' in value &&
    isIdentity(value.process) &&
    isIdentity(value.owner)
  );
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'started' in value &&
    (value.started === null || typeof value.started === 'string')
  );
}
