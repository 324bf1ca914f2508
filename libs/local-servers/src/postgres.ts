import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.js';
import { endOrphan } from './pid-file.js';
import { embeddedPostgres, type PostgresBinaries } from './postgres-binaries.js';
import { clusterArguments } from './postgres-settings.js';
import { stopPostmasterOf } from './postmaster.js';
import {
  movedFolder,
  createPrivateFolder,
  reachableFolder,
  unprivilegedAccount,
  type Account,
} from './server-account.js';
import { killOnAbort, settledWithin, startProcess, tailOf, type RunningProcess } from './server-process.js';

export interface StartPostgresOptions {
  /** Folder for the cluster, its password and its log. It is created if it is missing. */
  dataFolder: string;
  /** Default: a free port. */
  port?: number;
  /**
   * Default true. False turns fsync off, for clusters of tests: a crash of the machine then loses data, a kill of the process
   * does not.
   */
  durable?: boolean;
  /** Whether it gets its own process group, so that Ctrl-C in the terminal does not reach it. */
  detached?: boolean;
  /** Default: `postgres.log` in the data folder. */
  logFile?: string;
  onProgress?: (line: string) => void;
  /** Ends the start: what was started is killed, and the promise rejects. Without effect on a Postgres that is ready. */
  signal?: AbortSignal;
}

export interface RunningPostgres extends RunningProcess {
  /** Address of the database `flowforge`, with the administrator's role. */
  readonly url: string;
  readonly port: number;
}

const ADMIN = 'postgres';
const DATABASE = 'flowforge';
/** Long, because after a crash Postgres replays its log before it answers. */
const READY_DEADLINE_MS = 60_000;

/**
 * Starts the embedded Postgres on 127.0.0.1. Creates the cluster at the first start. First stops a Postgres that a killed run
 * has left in this folder.
 *
 * @throws AlreadyRunningError when the process that started that Postgres still runs
 * @throws Error with the last lines of the log when Postgres does not start
 * @throws the reason of `signal` when that is aborted before Postgres is ready
 */
export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  const { signal } = options;
  const dataFolder = resolve(options.dataFolder);
  const account = unprivilegedAccount();
  const home = reachableFolder(dataFolder, account, { throwaway: options.durable === false });
  const binaries = embeddedPostgres(account, home);
  const cluster = clusterFolder(home, binaries);
  const pidFile = join(dataFolder, 'postgres.pid');

  if (await endOrphan(pidFile, 'Postgres', { signal: 'SIGINT', graceMs: 8_000 })) {
    options.onProgress?.('stopped a Postgres that an earlier, killed run had left');
  }
  await endOrphan(join(dataFolder, 'initdb.pid'), 'initdb', { signal: 'SIGKILL' });
  await stopPostmasterOf(cluster);

  const password = passwordOf(join(dataFolder, 'postgres.password'), !existsSync(cluster));
  if (!existsSync(cluster)) {
    options.onProgress?.(`creating the data folder of Postgres ${binaries.major}`);
    const durable = options.durable ?? true;
    await createCluster({ binaries, dataFolder, home, password, account, durable, signal });
  }
  const logFile = options.logFile ?? join(dataFolder, 'postgres.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    signal?.throwIfAborted();
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
      // "Fast shutdown": rolls back open transactions, writes a checkpoint, ends.
      stopSignal: 'SIGINT',
      stopDeadlineMs: 8_000,
    });
    const failure = await killOnAbort(server, signal, waitUntilReady(server, port, password, cluster));
    if (failure === undefined) {
      const url = `postgres://${ADMIN}:${password}@127.0.0.1:${port}/${DATABASE}`;
      return { ...server, url, port };
    }
    await server.kill();
    signal?.throwIfAborted();
    const log = tailOf(logFile);
    if (attempt >= 5 || !isTransient(log, options.port))
      throw new Error(`Postgres did not start: ${failure}. The last lines of ${logFile}:\n${log}`);
    await sleep(200 * attempt);
  }
}

/** Stops an orphaned Postgres and deletes the cluster and its password, also when the cluster is in a moved folder. */
export async function removePostgresData(dataFolder: string): Promise<void> {
  const folder = resolve(dataFolder);
  if (!existsSync(folder)) return;
  await endOrphan(join(folder, 'postgres.pid'), 'Postgres', { signal: 'SIGQUIT' });
  const moved = movedFolder(folder);
  rmSync(folder, { recursive: true, force: true });
  if (moved !== undefined) rmSync(moved, { recursive: true, force: true });
}

/**
 * Whether another attempt may succeed: the port was taken meanwhile, or child processes of a killed Postgres are still ending.
 */
function isTransient(log: string, givenPort: number | undefined): boolean {
  if (/shared memory block|lock file "postmaster.pid"/.test(log)) return true;
  return givenPort === undefined && /Address already in use/.test(log);
}

/** Resolves with undefined when a connection has reached this cluster, otherwise with the reason why it is not ready. */
async function waitUntilReady(
  server: RunningProcess,
  port: number,
  password: string,
  cluster: string,
): Promise<string | undefined> {
  const deadline = Date.now() + READY_DEADLINE_MS;
  let last = 'no connection yet';
  while (Date.now() < deadline) {
    const exit = await settledWithin(server.exited, 30);
    if (exit !== undefined) return `it ended (${exit.signal ?? `exit code ${exit.code}`})`;
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
    const { rows } = await client.query<{ folder: string; exists: boolean }>(
      `SELECT current_setting('data_directory') AS folder,
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS "exists"`,
      [DATABASE],
    );
    if (rows[0]?.folder !== cluster) throw new Error('another Postgres answers on this port');
    if (!rows[0].exists) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** Reads the administrator's password; creates a new one for a new cluster. */
function passwordOf(file: string, isNewCluster: boolean): string {
  if (!isNewCluster) return readFileSync(file, 'utf8').trim();
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
  signal: AbortSignal | undefined;
}

/** Runs initdb in a temporary folder and renames it at the end: an interrupted start leaves no incomplete cluster. */
async function createCluster({
  binaries,
  dataFolder,
  home,
  password,
  account,
  durable,
  signal,
}: NewCluster): Promise<void> {
  const cluster = clusterFolder(home, binaries);
  const part = `${cluster}.part`;
  const passwordFile = join(home, 'initdb.password');
  const logFile = join(dataFolder, 'initdb.log');
  rmSync(part, { recursive: true, force: true });
  createPrivateFolder(part, account);
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
        // The collation is built into Postgres. That of libc could change with an update of the system and corrupt indexes.
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
    const exit = await killOnAbort(initdb, signal, settledWithin(initdb.exited, 120_000));
    if (exit?.code !== 0) {
      await initdb.kill();
      signal?.throwIfAborted();
      throw new Error(
        `initdb could not create the data folder of Postgres. The last lines of ${logFile}:\n${tailOf(logFile)}`,
      );
    }
    renameSync(part, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function clusterFolder(home: string, binaries: PostgresBinaries): string {
  return join(home, `postgres-${binaries.major}`);
}

/** The caller's environment is not passed on: PGDATA, PGPORT and locale variables would change the server. */
function serverEnv(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
