import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { removePidFile, writePidFile } from './pid-file.js';

/** How a process ended: with an exit code, or by a signal. The other one is null. */
export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A server that runs as a child of this process. */
export interface RunningProcess {
  readonly pid: number;
  /** Resolves when the process has ended, for any reason. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Sends the stop signal, and SIGKILL after `graceMs` milliseconds (default: `stopDeadlineMs`). Resolves when it has ended. */
  stop(graceMs?: number): Promise<void>;
  /** Sends SIGKILL. Resolves when it has ended. */
  kill(): Promise<void>;
}

export interface ServerProcessOptions {
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** File for stdout and stderr. A pipe would break when the starting process is killed. */
  logFile: string;
  /** `append` adds to an existing file, for a restart. `rotate`, the default, renames it to `<logFile>.1` first. */
  log?: 'append' | 'rotate';
  pidFile?: string;
  /** The account to run as; only root can choose one. */
  account?: { uid: number; gid: number } | undefined;
  /** Whether it gets its own process group, so that Ctrl-C in the terminal does not reach it. */
  detached?: boolean;
  stopSignal?: NodeJS.Signals;
  /** Time between the stop signal and SIGKILL, in milliseconds. Default 5,000. */
  stopDeadlineMs?: number;
}

/** Starts a process whose output goes to a file, and writes its pid file. Rejects when the command cannot be run. */
export async function startProcess(options: ServerProcessOptions): Promise<RunningProcess> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  if (options.log !== 'append' && existsSync(options.logFile))
    renameSync(options.logFile, `${options.logFile}.1`);
  // Opened for appending, so that the file can be truncated while the server writes.
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(options.command, options.args, {
    env: options.env,
    cwd: options.cwd,
    stdio: ['ignore', log, log],
    detached: options.detached ?? false,
    ...options.account,
  });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) {
    return new Promise((_, reject) => {
      child.once('error', reject);
    });
  }
  if (options.pidFile !== undefined) writePidFile(options.pidFile, pid);

  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => {
      if (options.pidFile !== undefined) removePidFile(options.pidFile);
      resolve({ code, signal });
    });
  });
  const end = async (signal: NodeJS.Signals, graceMs: number): Promise<void> => {
    child.kill(signal);
    if ((await settledWithin(exited, graceMs)) !== undefined) return;
    child.kill('SIGKILL');
    if ((await settledWithin(exited, 5_000)) === undefined)
      throw new Error(`process ${pid} still runs 5 s after SIGKILL`);
  };
  return {
    pid,
    exited,
    stop: (graceMs = options.stopDeadlineMs ?? 5_000) => end(options.stopSignal ?? 'SIGTERM', graceMs),
    kill: () => end('SIGKILL', 5_000),
  };
}

/** Waits for `starting`, the time in which the process becomes ready. An abort of the signal in this time kills the process. */
export async function killOnAbort<T>(
  server: RunningProcess,
  signal: AbortSignal | undefined,
  starting: Promise<T>,
): Promise<T> {
  // The caller kills it again, and reports a failure.
  const kill = (): void => void server.kill().catch(() => undefined);
  signal?.addEventListener('abort', kill);
  try {
    if (signal?.aborted === true) kill();
    return await starting;
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}

/** The promise's value, or undefined if it is still pending after `ms` milliseconds. */
export async function settledWithin<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** The last lines of a log file, for an error message. */
export function tailOf(logFile: string, lines = 12): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
