import { join } from 'node:path';
import { startProcess, tailOf, type RunningProcess } from '@flowforge/local-servers/server-process';
import { supervise, type Supervised } from '@flowforge/local-servers/supervisor';
import { setTimeout as sleep } from 'node:timers/promises';
import { OPS_HOST, opsUrlOf, urlOf, type Address } from './addresses.js';
import { downText } from './down-text.js';
import type { Folders } from './folders.js';
import type { RunReplica } from './run-file.js';

/** How to start one process of a service. */
export interface ServiceDefinition {
  name: string;
  /** Absolute path of the script that Node runs. */
  script: string;
  environment: Record<string, string>;
  /** Flags for Node itself. */
  nodeFlags?: readonly string[];
}

/** Called for each restart, not for the first start. */
export interface ReplicaEvents {
  /** The process does not run and is started again. `message` says why and when. */
  onDown: (message: string) => void;
  /** There is a new process. */
  onStarted: () => void;
  onReady: (name: string) => void;
  /** The new process runs, but is not ready after 60 s. */
  onNotReady: (message: string) => void;
}

const READY_DEADLINE_MS = 60_000;

/** One process of a service. It is restarted when it ends, on the same ports. */
export class Replica {
  private supervised: Supervised<RunningProcess> | undefined;

  private constructor(
    readonly service: string,
    /** Counts the service's replicas from 1. */
    readonly number: number,
    private readonly name: string,
    private readonly address: Address,
    private readonly first: RunningProcess,
    private readonly logFile: string,
  ) {}

  /** Starts the process. It is not ready yet: see `ready`. */
  static async start(
    definition: ServiceDefinition,
    number: number,
    address: Address,
    folders: Folders,
    events: ReplicaEvents,
  ): Promise<Replica> {
    const name = `${definition.name}-${number}`;
    const logFile = join(folders.logs, `${name}.log`);
    const run = (log: 'rotate' | 'append'): Promise<RunningProcess> =>
      startProcess({
        command: process.execPath,
        args: ['--enable-source-maps', ...(definition.nodeFlags ?? []), definition.script],
        env: {
          ...inherited(process.env),
          ...definition.environment,
          HOST: address.host,
          PORT: String(address.port),
          OPS_HOST,
          OPS_PORT: String(address.opsPort),
        },
        cwd: folders.root,
        logFile,
        log,
        pidFile: join(folders.pids, `${name}.pid`),
        // Ctrl-C must reach the launcher only, which stops the services in order.
        detached: true,
      });
    const first = await run('rotate');
    const replica = new Replica(definition.name, number, name, address, first, logFile);
    replica.supervised = supervise({
      first,
      restart: () => run('append'),
      onDown: (exit, delayMs) => events.onDown(downText(name, exit, delayMs, logFile)),
      onUp: (running) => void replica.reportRestart(running, events),
    });
    return replica;
  }

  /** The replica's entry in run.json, with its current pid. */
  describe(): RunReplica {
    const pid = this.supervised?.current.pid ?? this.first.pid;
    return { url: urlOf(this.address), ops_url: opsUrlOf(this.address), pid };
  }

  /** Resolves when `/readyz` answers 200. Rejects with the last lines of the log if the process ends before, or after 60 s. */
  async ready(): Promise<void> {
    const outcome = await this.startOf(this.first);
    if (outcome === 'ended')
      throw new Error(
        `${this.name} ended during its start. The last lines of ${this.logFile}:\n${tailOf(this.logFile)}`,
      );
    if (outcome === 'not ready') throw new Error(this.notReady());
  }

  /** Stops it with SIGTERM, and with SIGKILL after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    await this.supervised?.stop(graceMs);
  }

  private async reportRestart(running: RunningProcess, events: ReplicaEvents): Promise<void> {
    events.onStarted();
    const outcome = await this.startOf(running);
    if (outcome === 'ready') events.onReady(this.name);
    if (outcome === 'not ready') events.onNotReady(this.notReady());
  }

  private async startOf(running: RunningProcess): Promise<'ready' | 'ended' | 'not ready'> {
    let ended = false;
    void running.exited.then(() => {
      ended = true;
    });
    const deadline = Date.now() + READY_DEADLINE_MS;
    while (Date.now() < deadline) {
      if (ended) return 'ended';
      if (await this.isReady()) return 'ready';
      await sleep(50);
    }
    return 'not ready';
  }

  private notReady(): string {
    return `${this.name} is not ready after ${READY_DEADLINE_MS / 1000} s. The last lines of ${this.logFile}:\n${tailOf(this.logFile)}`;
  }

  private async isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.describe().ops_url}/readyz`, {
        signal: AbortSignal.timeout(1_000),
      });
      await response.arrayBuffer();
      return response.status === 200;
    } catch {
      return false;
    }
  }
}

/** The launcher's environment without the variables of npm and those that only the launcher reads. */
function inherited(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_|^(DATABASE_URL|NATS_URL|INIT_CWD)$/i.test(name)),
  );
}
