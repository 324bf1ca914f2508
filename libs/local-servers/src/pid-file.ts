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

/** A running process and its owner, the process that started it. It is an orphan when the owner has ended. */
export interface PidRecord {
  process: ProcessIdentity;
  owner: ProcessIdentity;
}

/** The process of a pid file and its owner both still run. */
export class AlreadyRunningError extends Error {
  constructor(
    readonly what: string,
    readonly record: PidRecord,
  ) {
    super(`${what} already runs (pid ${record.process.pid}), started by process ${record.owner.pid}`);
  }
}

/**
 * Writes the pid file of a process that this process has just started. Synchronous, so that a signal handler cannot run between
 * the start and the record: the new process would be forgotten.
 */
export function writePidFile(path: string, pid: number): void {
  const started = identityOf(pid);
  if (started === undefined) return;
  const record: PidRecord = { process: started, owner: ownIdentity() };
  mkdirSync(dirname(path), { recursive: true });
  const written = `${path}.${process.pid}`;
  writeFileSync(written, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(written, path);
}

/** The content of a pid file; undefined if it is missing or damaged. */
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
 * Stops the orphan that a pid file names, and removes the file. Returns whether there was one. Pid and start time must match,
 * so a later process with the same pid is never stopped.
 *
 * @param what name of the process in the error
 * @throws AlreadyRunningError when the owner still runs
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

/** Sends SIGKILL to the process of a pid file, if this process is its owner. Does not wait for its end. */
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
