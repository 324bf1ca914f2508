import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findNatsServer } from './find-nats-server.js';
import { freePort } from './free-port.js';
import { natsConfig, type NatsUser } from './nats-config.js';
import { endOrphan } from './pid-file.js';
import { settledWithin, startProcess, tailOf, type RunningProcess } from './server-process.js';

export interface StartNatsOptions {
  /** Holds the configuration, JetStream's store and the log; made if missing. */
  dataFolder: string;
  /** Where a provisioned nats-server is kept and looked for; share it between data folders. Default: `bin` in the data folder. */
  binaryFolder?: string;
  /** Default: a free one. */
  port?: number;
  /** Who may connect; default: everybody, and may do everything. */
  users?: readonly NatsUser[];
  /** Its own process group, out of reach of the terminal's Ctrl-C. */
  detached?: boolean;
  /** Default: `nats.log` in the data folder. */
  logFile?: string;
  onProgress?: (line: string) => void;
}

export interface RunningNats extends RunningProcess {
  /** `nats://127.0.0.1:<port>`, without user and password. */
  readonly url: string;
  readonly port: number;
  /** As the server names itself, `2.9.10`. */
  readonly version: string;
  /** JetStream's own folder, for those who wipe it on purpose. */
  readonly storeFolder: string;
}

const READY_DEADLINE_MS = 30_000;

/**
 * Starts a private nats-server with JetStream on 127.0.0.1, finding or provisioning the binary. What an
 * earlier, killed run left behind in this folder is ended first. Rejects with AlreadyRunningError if its
 * starter is alive, else with the last lines of the log.
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
    options.onProgress?.('stopped a nats-server of an earlier run that was killed');
  }
  const logFile = options.logFile ?? join(dataFolder, 'nats.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const config = join(dataFolder, 'nats.conf');
    // A name of its own tells this server from another one that answers on the port.
    const name = `flowforge-local-${randomUUID()}`;
    writeFileSync(config, natsConfig({ name, port, storeFolder, users: options.users ?? [] }), {
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
    const outcome = await readiness(server, port, name);
    if (outcome.version !== undefined) {
      return { ...server, url: `nats://127.0.0.1:${port}`, port, version: outcome.version, storeFolder };
    }
    await server.kill();
    const log = tailOf(logFile);
    const portWasTaken = options.port === undefined && /address already in use/.test(log);
    if (attempt >= 5 || !portWasTaken)
      throw new Error(`nats-server did not start: ${outcome.failure}\n${log}`);
    await sleep(100 * attempt);
  }
}

async function readiness(
  server: RunningProcess,
  port: number,
  name: string,
): Promise<{ version: string; failure?: undefined } | { version?: undefined; failure: string }> {
  const deadline = Date.now() + READY_DEADLINE_MS;
  while (Date.now() < deadline) {
    const exit = await settledWithin(server.exited, 20);
    if (exit !== undefined) return { failure: `it ended with ${exit.signal ?? `code ${exit.code}`}` };
    const info = await readNatsInfo('127.0.0.1', port).catch(() => undefined);
    if (info?.jetstream === true && info.name === name) return { version: info.version };
  }
  return { failure: `not ready after ${READY_DEADLINE_MS / 1000} s` };
}

export interface NatsInfo {
  version: string;
  name: string;
  jetstream: boolean;
}

/**
 * What a NATS server says of itself in the line that greets every connection; undefined if something else
 * answers. Rejects if nothing does within a second.
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
