import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findNatsServer } from './find-nats-server.js';
import { freePort } from './free-port.js';
import { natsConfig, type NatsTls, type NatsUser } from './nats-config.js';
import { endOrphan } from './pid-file.js';
import { killOnAbort, settledWithin, startProcess, tailOf, type RunningProcess } from './server-process.js';

export interface StartNatsOptions {
  /** Folder for the configuration, JetStream's store and the log. It is created if it is missing. */
  dataFolder: string;
  /** Folder for a downloaded nats-server. Several data folders may share it. Default: `bin` in the data folder. */
  binaryFolder?: string;
  /** Default: a free port. */
  port?: number;
  /** The users. Default: no login is needed, and every client may use every subject. */
  users?: readonly NatsUser[];
  /** Default: no TLS. */
  tls?: NatsTls;
  /** Whether it gets its own process group, so that Ctrl-C in the terminal does not reach it. */
  detached?: boolean;
  /** Default: `nats.log` in the data folder. */
  logFile?: string;
  onProgress?: (line: string) => void;
  /** Ends the start: what was started is killed, and the promise rejects. Without effect on a server that is ready. */
  signal?: AbortSignal;
}

export interface RunningNats extends RunningProcess {
  /** `nats://127.0.0.1:<port>`, without user and password. */
  readonly url: string;
  readonly port: number;
  /** Version of the server, such as `2.9.10`. */
  readonly version: string;
  /** JetStream's folder. Fault tests delete it. */
  readonly storeFolder: string;
}

const READY_DEADLINE_MS = 30_000;

/**
 * Starts a private nats-server with JetStream on 127.0.0.1. Finds or downloads the program. First stops a server that a killed
 * run has left in this folder.
 *
 * @throws AlreadyRunningError when the process that started that server still runs
 * @throws Error with the last lines of the log when the server does not start
 * @throws the reason of `signal` when that is aborted before the server is ready
 */
export async function startNats(options: StartNatsOptions): Promise<RunningNats> {
  const dataFolder = resolve(options.dataFolder);
  const storeFolder = join(dataFolder, 'jetstream');
  mkdirSync(dataFolder, { recursive: true });
  const command = await findNatsServer({
    binaryFolder: options.binaryFolder ?? join(dataFolder, 'bin'),
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
  const pidFile = join(dataFolder, 'nats.pid');
  if (await endOrphan(pidFile, 'nats-server')) {
    options.onProgress?.('stopped a nats-server that an earlier, killed run had left');
  }
  const logFile = options.logFile ?? join(dataFolder, 'nats.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    options.signal?.throwIfAborted();
    const config = join(dataFolder, 'nats.conf');
    // A unique name: the check below must not accept another server that answers on the port.
    const name = `flowforge-local-${randomUUID()}`;
    const { users = [], tls } = options;
    writeFileSync(config, natsConfig({ name, port, storeFolder, users, ...(tls && { tls }) }), {
      mode: 0o600,
    });
    const server = await startProcess({
      command,
      args: ['-c', config],
      env: { PATH: process.env.PATH ?? '', TZ: 'UTC' },
      cwd: dataFolder,
      logFile,
      log: attempt === 1 ? 'rotate' : 'append',
      pidFile,
      detached: options.detached ?? false,
      stopDeadlineMs: 5_000,
    });
    const outcome = await killOnAbort(server, options.signal, waitUntilReady(server, port, name));
    if (outcome.version !== undefined) {
      return { ...server, url: `nats://127.0.0.1:${port}`, port, version: outcome.version, storeFolder };
    }
    await server.kill();
    options.signal?.throwIfAborted();
    const log = tailOf(logFile);
    const portWasTaken = options.port === undefined && /address already in use/.test(log);
    if (attempt >= 5 || !portWasTaken)
      throw new Error(`nats-server did not start: ${outcome.failure}. The last lines of ${logFile}:\n${log}`);
    await sleep(100 * attempt);
  }
}

/** Waits until this server answers. Returns its version, or why it is not ready. */
async function waitUntilReady(
  server: RunningProcess,
  port: number,
  name: string,
): Promise<{ version: string; failure?: undefined } | { version?: undefined; failure: string }> {
  const deadline = Date.now() + READY_DEADLINE_MS;
  while (Date.now() < deadline) {
    const exit = await settledWithin(server.exited, 20);
    if (exit !== undefined) return { failure: `it ended (${exit.signal ?? `exit code ${exit.code}`})` };
    const info = await readNatsInfo('127.0.0.1', port).catch(() => undefined);
    if (info?.jetstream === true && info.name === name) return { version: info.version };
  }
  return { failure: `not ready after ${READY_DEADLINE_MS / 1000} s` };
}

/** Fields of the INFO line that a NATS server sends on every new connection. */
export interface NatsInfo {
  version: string;
  name: string;
  jetstream: boolean;
}

/**
 * Reads the INFO line of a NATS server. Resolves with undefined when another kind of server answers. Rejects when the connection
 * fails or there is no answer within a second.
 */
export function readNatsInfo(host: string, port: number): Promise<NatsInfo | undefined> {
  return new Promise((resolveInfo, reject) => {
    let received = '';
    const socket = createConnection({ host, port });
    socket.setTimeout(1_000, () => socket.destroy(new Error(`${host}:${port} does not answer`)));
    socket.once('error', reject);
    socket.once('close', () => resolveInfo(undefined));
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      received += chunk;
      const end = received.indexOf('\r\n');
      if (end < 0 && received.length < 65_536) return;
      resolveInfo(parseInfo(received.slice(0, end)));
      socket.destroy();
    });
  });
}

function parseInfo(line: string): NatsInfo | undefined {
  if (!line.startsWith('INFO ')) return undefined;
  const info: unknown = JSON.parse(line.slice('INFO '.length));
  if (typeof info !== 'object' || info === null || !('version' in info)) return undefined;
  return {
    version: String(info.version),
    name: 'server_name' in info ? String(info.server_name) : '',
    jetstream: 'jetstream' in info && info.jetstream === true,
  };
}
