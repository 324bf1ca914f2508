import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Identifies a process by pid and start time, because the system gives the pid of an ended process to a new one. `started` is the
 * boot id and the kernel's clock ticks; null on a system without /proc, where only the pid is compared.
 */
export interface ProcessIdentity {
  pid: number;
  started: string | null;
}

/** The identity of a running process; undefined if no process has this pid. A zombie does not count as running. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat !== undefined) {
    // The command name is in parentheses and may contain spaces and parentheses: the fields are counted after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const ticks = fields[19];
    if (state === 'Z' || state === 'X' || ticks === undefined) return undefined;
    return { pid, started: `${bootId()}:${ticks}` };
  }
  if (process.platform === 'linux') return undefined;
  return signalReaches(pid) ? { pid, started: null } : undefined;
}

/** The identity of this process; `started` is null where the system does not report when it started. */
export function ownIdentity(): ProcessIdentity {
  return identityOf(process.pid) ?? { pid: process.pid, started: null };
}

/** Whether the process still runs. A later process with the same pid does not count. */
export function isRunning(identity: ProcessIdentity): boolean {
  const now = identityOf(identity.pid);
  if (now === undefined) return false;
  return identity.started === null || now.started === null || now.started === identity.started;
}

/** The arguments of a process, each ended by a NUL character; undefined if the system does not show them. */
export function commandLineOf(pid: number): string | undefined {
  return readProc(`/proc/${pid}/cmdline`);
}

/** Waits until the process has ended, at most `deadlineMs`. Returns whether it has. */
export async function waitUntilEnded(identity: ProcessIdentity, deadlineMs: number): Promise<boolean> {
  const deadline = Date.now() + deadlineMs;
  while (isRunning(identity)) {
    if (Date.now() >= deadline) return false;
    await sleep(20);
  }
  return true;
}

/**
 * Sends a signal to a process, and SIGKILL after `graceMs` milliseconds. The process need not be a child of this one. Resolves
 * when it has ended. Rejects when it still runs 5 s after SIGKILL, or when this account may not send it signals.
 */
export async function endProcess(
  identity: ProcessIdentity,
  { signal = 'SIGTERM', graceMs = 5_000 }: { signal?: NodeJS.Signals; graceMs?: number } = {},
): Promise<void> {
  if (!send(identity, signal)) return;
  if (await waitUntilEnded(identity, graceMs)) return;
  if (!send(identity, 'SIGKILL')) return;
  if (!(await waitUntilEnded(identity, 5_000)))
    throw new Error(`process ${identity.pid} still runs 5 s after SIGKILL`);
}

/** Sends a signal to the process; returns false if it has ended. */
function send(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isRunning(identity)) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch (error) {
    if (isErrno(error, 'ESRCH')) return false;
    throw error;
  }
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}

let knownBootId: string | undefined;
function bootId(): string {
  knownBootId ??= readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return knownBootId;
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether an error is a system error with this code, such as `ESRCH`. */
export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
