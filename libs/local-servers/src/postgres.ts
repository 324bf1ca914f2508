import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.js';
import { endOrphan } from './pid-file.js';
import { embeddedPostgres, type PostgresBinaries } from './postgres-binaries.js';
import { clusterArguments } from './postgres-settings.js';
import { endPostmasterOf } from './postmaster.js';
import {
  movedFolder,
  ownedFolder,
  reachableFolder,
  unprivilegedAccount,
  type Account,
} from './server-account.js';
import { settledWithin, startProcess, tailOf, type RunningProcess } from './server-process.js';

export interface StartPostgresOptions {
  /** Holds the cluster, its password and its log; made if missing. */
  dataFolder: string;
  /** Default: a free one. */
  port?: number;
  /** False leaves fsync out, for clusters that tests throw away; a kill of the process still loses nothing. */
  durable?: boolean;
  /** Its own process group, out of reach of the terminal's Ctrl-C. */
  detached?: boolean;
  /** Default: `postgres.log` in the data folder. */
  logFile?: string;
  onProgress?: (line: string) => void;
}

export interface RunningPostgres extends RunningProcess {
  /** As the administrator, on the database `flowforge`. */
  readonly url: string;
  readonly port: number;
}

const ADMIN = 'postgres';
const DATABASE = 'flowforge';
/** Replaying the log after a crash comes before the first answer. */
const READY_DEADLINE_MS = 60_000;

/**
 * Starts the embedded Postgres on 127.0.0.1, making the cluster at the first start. What an earlier, killed
 * run left behind in this folder is ended first. Rejects with AlreadyRunningError if its starter is alive,
 * else with the last lines of the log.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  const dataFolder = resolve(options.dataFolder);
  const account = unprivilegedAccount();
  const home = reachableFolder(dataFolder, account, { throwaway: options.durable === false });
  const binaries = embeddedPostgres(account, home);
  const cluster = clusterFolder(home, binaries);
  const pidFile = join(dataFolder, 'postgres.pid');

  if (await endOrphan(pidFile, 'Postgres', { signal: 'SIGINT', graceMs: 8_000 })) {
    options.onProgress?.('ended a Postgres that an earlier run left behind');
  }
  await endOrphan(join(dataFolder, 'initdb.pid'), 'initdb', { signal: 'SIGKILL' });
  await endPostmasterOf(cluster);

  const password = passwordOf(join(dataFolder, 'postgres.password'), !existsSync(cluster));
  if (!existsSync(cluster)) {
    options.onProgress?.(`making a Postgres ${binaries.major} cluster`);
    await makeCluster({ binaries, dataFolder, home, password, account, durable: options.durable ?? true });
  }
  const logFile = options.logFile ?? join(dataFolder, 'postgres.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const args = clusterArguments({ cluster, port, durable: options.durable ?? true });
    const server = await startProcess({
      command: binaries.postgres,
      args,
      env: serverEnv(),
      cwd: home,
      logFile,
      log: attempt === 1 ? 'rotate' : 'append',
      pidFile,
      account: account && { uid: account.uid, gid: account.gid },
      detached: options.detached ?? false,
      // "Fast": roll back what is open, write a checkpoint, go.
      stopSignal: 'SIGINT',
      stopDeadlineMs: 8_000,
    });
    const failure = await whyNotReady(server, port, password, cluster);
    if (failure === undefined) {
      const url = `postgres://${ADMIN}:${password}@127.0.0.1:${port}/${DATABASE}`;
      return { ...server, url, port };
    }
    await server.kill();
    const log = tailOf(logFile);
    if (attempt >= 5 || !mayPassNextTime(log, options.port))
      throw new Error(`Postgres did not start: ${failure}\n${log}`);
    await sleep(200 * attempt);
  }
}

/** Removes the cluster and its password, wherever they are; Postgres must not run. */
export async function removePostgresData(dataFolder: string): Promise<void> {
  const folder = resolve(dataFolder);
  if (!existsSync(folder)) return;
  await endOrphan(join(folder, 'postgres.pid'), 'Postgres', { signal: 'SIGQUIT' });
  const moved = movedFolder(folder);
  rmSync(folder, { recursive: true, force: true });
  if (moved !== undefined) rmSync(moved, { recursive: true, force: true });
}

/** A port taken in between, or backends of a killed postmaster that are still on their way out. */
function mayPassNextTime(log: string, givenPort: number | undefined): boolean {
  if (/shared memory block|lock file "postmaster.pid"/.test(log)) return true;
  return givenPort === undefined && /Address already in use/.test(log);
}

/** Resolves with nothing once a real connection has reached this very cluster, else with the reason. */
async function whyNotReady(
  server: RunningProcess,
  port: number,
  password: string,
  cluster: string,
): Promise<string | undefined> {
  const deadline = Date.now() + READY_DEADLINE_MS;
  let last = 'no connection yet';
  while (Date.now() < deadline) {
    const exit = await settledWithin(server.exited, 30);
    if (exit !== undefined) return `it ended with ${exit.signal ?? `code ${exit.code}`}`;
    try {
      await ensureDatabase(port, password, cluster);
      return undefined;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
  }
  return `not ready after ${READY_DEADLINE_MS / 1000} s (${last})`;
}

async function ensureDatabase(port: number, password: string, cluster: string): Promise<void> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: ADMIN,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2_000,
    query_timeout: 20_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ folder: string; made: boolean }>(
      `SELECT current_setting('data_directory') AS folder,
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS made`,
      [DATABASE],
    );
    if (rows[0]?.folder !== cluster) throw new Error('another Postgres answers on this port');
    if (!rows[0].made) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function passwordOf(file: string, fresh: boolean): string {
  if (!fresh) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(24).toString('hex');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

interface NewCluster {
  binaries: PostgresBinaries;
  dataFolder: string;
  home: string;
  password: string;
  account: Account | undefined;
  durable: boolean;
}

/** initdb in a folder beside, renamed when complete: a start that is cut short leaves no half cluster. */
async function makeCluster({
  binaries,
  dataFolder,
  home,
  password,
  account,
  durable,
}: NewCluster): Promise<void> {
  const cluster = clusterFolder(home, binaries);
  const part = `${cluster}.part`;
  const passwordFile = join(home, 'initdb.password');
  const logFile = join(dataFolder, 'initdb.log');
  rmSync(part, { recursive: true, force: true });
  ownedFolder(part, account);
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (account !== undefined) chownSync(passwordFile, account.uid, account.gid);
    const initdb = await startProcess({
      command: binaries.initdb,
      args: [
        `--pgdata=${part}`,
        `--username=${ADMIN}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The collation is Postgres's own: it does not change under the data when the machine's libc does.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(durable ? [] : ['--no-sync']),
      ],
      env: serverEnv(),
      cwd: home,
      logFile,
      pidFile: join(dataFolder, 'initdb.pid'),
      account: account && { uid: account.uid, gid: account.gid },
    });
    const exit = await settledWithin(initdb.exited, 120_000);
    if (exit?.code !== 0) {
      await initdb.kill();
      throw new Error(`Postgres could not make its data folder:\n${tailOf(logFile)}`);
    }
    renameSync(part, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function clusterFolder(home: string, binaries: PostgresBinaries): string {
  return join(home, `postgres-${binaries.major}`);
}

/** Nothing of the caller's environment: PGDATA, PGPORT and locale variables would change what is started. */
function serverEnv(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
