import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@flowforge/local-servers/free-port';
import { programPath } from './program.js';
import { until } from './until.js';

/** Node flags of a service, the same as in the local launcher (flowforge.ts). */
const NODE_FLAGS: Readonly<Record<string, readonly string[]>> = { delivery: ['--max-semi-space-size=64'] };

/** A service that runs as a separate process. */
export interface ServiceProcess {
  readonly url: string;
  readonly opsUrl: string;
  readonly pid: number;
  /** File with its standard output and error. Deleted when the process stops with exit code 0. */
  readonly logFile: string;
  /** Sends SIGKILL and waits for the end. */
  kill(): Promise<void>;
  /** Sends SIGSTOP. */
  pause(): void;
  /** Sends SIGCONT. */
  resume(): void;
  /** Sends SIGTERM and waits for the end. Returns the exit code; null when a signal ended the process. */
  stop(): Promise<number | null>;
  /** Starts it again on the same ports and waits until it is ready. */
  restart(): Promise<void>;
}

/** How to start a service. */
export interface ServiceOptions {
  env: Record<string, string>;
  /** Wait for `/readyz`; otherwise only for `/livez`. Default true. */
  untilReady?: boolean;
  /** Further flags of Node, for example of its profiler. */
  nodeFlags?: readonly string[];
}

/** A start takes 2 to 5 s; on a machine that runs many other things it was seen to take over 30 s. */
const READY_MS = 90_000;

/**
 * Starts `apps/<name>/dist/main.js` on free ports of 127.0.0.1. Rejects when it exits or is not ready within 90 s, and then leaves
 * no process behind.
 */
export async function startService(name: string, options: ServiceOptions): Promise<ServiceProcess> {
  const [port, opsPort] = [await freePort(), await freePort()];
  const folder = await mkdtemp(join(tmpdir(), `flowforge-${name}-`));
  const logFile = join(folder, 'log');
  const path = options.untilReady === false ? '/livez' : '/readyz';
  let child: ChildProcess;

  const start = async (): Promise<void> => {
    // A stop with exit code 0 has deleted the folder.
    await mkdir(folder, { recursive: true });
    const log = openSync(logFile, 'a');
    child = spawn(
      process.execPath,
      [
        '--enable-source-maps',
        ...(NODE_FLAGS[name] ?? []),
        ...(options.nodeFlags ?? []),
        programPath(`apps/${name}/dist/main.js`),
      ],
      {
        env: {
          PATH: process.env['PATH'] ?? '',
          LOG_LEVEL: 'warn',
          ...options.env,
          PORT: String(port),
          OPS_PORT: String(opsPort),
        },
        stdio: ['ignore', log, log],
      },
    );
    closeSync(log);
    await until(
      `${name} to answer ${path} (log: ${logFile})`,
      async () => {
        if (child.exitCode !== null) return true;
        return (await fetch(`http://127.0.0.1:${opsPort}${path}`)).ok;
      },
      READY_MS,
    ).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw error;
    });
    if (child.exitCode !== null) throw new Error(`${name} exited with ${child.exitCode}; log: ${logFile}`);
  };
  const endWith = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
    }
    return child.exitCode;
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    opsUrl: `http://127.0.0.1:${opsPort}`,
    get pid() {
      return child.pid ?? 0;
    },
    logFile,
    kill: async () => {
      await endWith('SIGKILL');
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    stop: async () => {
      const code = await endWith('SIGTERM');
      if (code === 0) await rm(folder, { recursive: true, force: true });
      return code;
    },
    restart: start,
  };
}
