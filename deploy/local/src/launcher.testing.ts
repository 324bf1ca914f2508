import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPidFile } from '@flowforge/local-servers/pid-file';
import { identityOf, type ProcessIdentity } from '@flowforge/local-servers/process-identity';
import { until } from '@flowforge/testing/until';
import type { RunFile } from './run-file.js';

const FIXTURE = fileURLToPath(new URL('./small-run.fixture.js', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url));

/** How long a test waits for something that the launcher does, in milliseconds: it starts servers, and the machine may be busy. */
export const WAIT_MAX_MS = 40_000;

/** The launcher with fake services, as a process. */
export class Launcher {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  output = '';

  constructor(
    private readonly root: string,
    replicas: number,
    env: NodeJS.ProcessEnv,
  ) {
    this.child = spawn(process.execPath, [FIXTURE, root, String(replicas)], {
      env: {
        ...process.env,
        NATS_SERVER_BIN: natsServer(),
        DATABASE_URL: '',
        NATS_URL: '',
        PORT: '',
        BASE_PORT: '',
        HOST: '',
        PUBLIC_URL: '',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.output += chunk.toString();
    });
    this.exited = new Promise((resolve) => this.child.once('close', resolve));
  }

  get runFilePath(): string {
    return join(this.root, '.flowforge/run.json');
  }

  /** When run.json was written, in milliseconds since 1970. */
  modifiedAt(): number | undefined {
    return statSync(this.runFilePath, { throwIfNoEntry: false })?.mtimeMs;
  }

  /** Waits for a run.json for which `wanted` is true. Rejects with the output when the launcher ends before. */
  async runFile(wanted: (run: RunFile) => boolean = () => true): Promise<RunFile> {
    const found = await until(
      'run.json',
      () => {
        if (this.child.exitCode !== null) return 'ended';
        const run: RunFile = JSON.parse(readFileSync(this.runFilePath, 'utf8'));
        return wanted(run) ? run : undefined;
      },
      WAIT_MAX_MS,
    );
    if (found === 'ended') throw new Error(`the launcher ended with ${this.child.exitCode}: ${this.output}`);
    return found;
  }

  findServer(file: string): ProcessIdentity | undefined {
    const record = readPidFile(join(this.root, '.flowforge/data', file));
    return record?.owner.pid === this.child.pid ? record?.process : undefined;
  }

  server(file: string): ProcessIdentity {
    const identity = this.findServer(file);
    assert.ok(identity, `${file} is missing`);
    return identity;
  }

  /** All processes of a run: the services, Postgres and nats-server. */
  processes(run: RunFile): ProcessIdentity[] {
    const services = Object.values(run.services).flatMap((service) => service.replicas);
    const pids = services.map(({ pid }) => identityOf(pid)).filter((identity) => identity !== undefined);
    const servers = ['nats/nats.pid', 'postgres/postgres.pid'].map((file) => this.findServer(file));
    return [...pids, ...servers.filter((identity) => identity !== undefined)];
  }
}

/** The nats-server of the checkout, so that not every test folder downloads one. */
function natsServer(): string {
  const downloaded = join(CHECKOUT, '.flowforge/bin/nats-server');
  return existsSync(downloaded) ? downloaded : (process.env.NATS_SERVER_BIN ?? '');
}
