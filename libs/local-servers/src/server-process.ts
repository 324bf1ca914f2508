import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { removePidFile, writePidFile } from './pid-file.js';

/** How a process ended: an exit code, or the signal that ended it. */
export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A server that runs as a child of this process. */
export interface RunningProcess {
  readonly pid: number;
  /** Resolves once the process has ended, for whatever reason; never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Stops it with its stop signal, with SIGKILL after `graceMs` (default: the server's own deadline); resolves when it has ended. */
  stop(graceMs?: number): Promise<void>;
  /** SIGKILL; resolves when it has ended. */
  kill(): Promise<void>;
}

export interface ServerProcessOptions {
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** stdout and stderr go straight into this file, so the server outlives a starter that is killed. */
  logFile: string;
  /** `append` goes on in the same file (a restart); by default what an earlier process wrote moves to `<logFile>.1`. */
  log?: 'append' | 'rotate';
  pidFile?: string;
  /** The account to run as; only root can choose one. */
  account?: { uid: number; gid: number } | undefined;
  /** Its own process group, out of reach of the terminal's Ctrl-C. */
  detached?: boolean;
  stopSignal?: NodeJS.Signals;
  /** From the stop signal to SIGKILL, in ms. */
  stopDeadlineMs?: number;
}

/** Starts a process whose output goes to a file, and records it in a pid file. Rejects if it cannot be run at all. */
export async function startProcess(options: ServerProcessOptions): Promise<RunningProcess> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  if (options.log !== 'append' && existsSync(options.logFile))
    renameSync(options.logFile, `${options.logFile}.1`);
  // Appending, so that a file that has grown too large can be cut while the server writes.
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
    if ((await settledWithin(exited, 5_000)) === undefined) throw new Error(`process ${pid} does not end`);
  };
  return {
    pid,
    exited,
    stop: (graceMs = options.stopDeadlineMs ?? 5_000) => end(options.stopSignal ?? 'SIGTERM', graceMs),
    kill: () => end('SIGKILL', 5_000),
  };
}

/** The promise's value, or undefined if it has none after `ms`. */
export async function settledWithin<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([promise, late]);
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
