import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A process that stays recognisable after its pid has been given to another one: `started` is the kernel's
 * start time (boot id and clock ticks), or null where there is no /proc, and then the pid alone decides.
 */
export interface ProcessIdentity {
  pid: number;
  started: string | null;
}

/** The identity of a live process; undefined if there is none with this pid (a zombie counts as none). */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat !== undefined) {
    // The command name is in brackets and may hold spaces and brackets itself: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const ticks = fields[19];
    if (state === 'Z' || state === 'X' || ticks === undefined) return undefined;
    return { pid, started: `${bootId()}:${ticks}` };
  }
  if (process.platform === 'linux') return undefined;
  return signalReaches(pid) ? { pid, started: null } : undefined;
}

/** This very process. */
export function ownIdentity(): ProcessIdentity {
  return identityOf(process.pid) ?? { pid: process.pid, started: null };
}

/** Whether that process, and not a later one with its pid, still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  const now = identityOf(identity.pid);
  if (now === undefined) return false;
  return identity.started === null || now.started === null || now.started === identity.started;
}

/** The command line of a process, its arguments joined by NUL; undefined where it cannot be known. */
export function commandLineOf(pid: number): string | undefined {
  return readProc(`/proc/${pid}/cmdline`);
}

/** Waits until the process is gone, at most `deadlineMs`; says whether it is. */
export async function waitUntilGone(identity: ProcessIdentity, deadlineMs: number): Promise<boolean> {
  const deadline = Date.now() + deadlineMs;
  while (isRunning(identity)) {
    if (Date.now() >= deadline) return false;
    await sleep(20);
  }
  return true;
}

/**
 * Ends a process that need not be our child: the signal, then after `graceMs` SIGKILL. Returns when it is
 * gone; throws if it outlives SIGKILL by five seconds or belongs to somebody else.
 */
export async function endProcess(
  identity: ProcessIdentity,
  { signal = 'SIGTERM', graceMs = 5_000 }: { signal?: NodeJS.Signals; graceMs?: number } = {},
): Promise<void> {
  if (!send(identity, signal)) return;
  if (await waitUntilGone(identity, graceMs)) return;
  if (!send(identity, 'SIGKILL')) return;
  if (!(await waitUntilGone(identity, 5_000))) throw new Error(`process ${identity.pid} does not end`);
}

/** Sends a signal if that process still runs; false if it is gone. */
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

/** Whether an error is the system error of this code. */
export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
