import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceProcess } from '@flowforge/testing/service-process';
import { until } from '@flowforge/testing/until';
import type { ServiceBalancer } from './service-balancer.js';

/** Times of a restart, in milliseconds. In a cluster they come from the manifests. */
export interface RestartTimes {
  /** `/readyz` is read so often; one failure takes a replica out of rotation. */
  readinessPeriodMs: number;
  /** From the end of a pod's life being decided until no balancer gives it new connections. */
  propagationMs: number;
  /** Wait before SIGTERM, in which the process still serves. */
  preStopMs: number;
}

/** How one process stopped. */
export interface Stop {
  /** Null when a signal ended it. */
  exitCode: number | null;
  /** From SIGTERM to its end, in milliseconds. */
  ms: number;
}

/** The processes of one service and the balancer before them, which follows their readiness. */
export class ReplicaSet {
  private readonly ready = new Set<ServiceProcess>();
  private readonly terminating = new Set<ServiceProcess>();
  private readonly stopping = new AbortController();
  private readonly following: Promise<void>[];

  constructor(
    readonly name: string,
    readonly processes: readonly ServiceProcess[],
    private readonly balancer: ServiceBalancer,
    private readonly times: RestartTimes,
  ) {
    this.following = processes.map((process) => this.follow(process));
  }

  /** Resolves when all processes are in rotation. */
  async allInRotation(): Promise<void> {
    await until(`all replicas of ${this.name}`, () => this.ready.size === this.processes.length, 90_000);
  }

  /**
   * Restarts one process as Kubernetes ends a pod: it leaves the rotation, waits for `preStop`, and gets SIGTERM; then it starts again
   * on the same ports, and is in rotation when it is ready. No other process is started before, so one replica less serves meanwhile.
   */
  async restart(process: ServiceProcess): Promise<Stop> {
    const preStop = delay(this.times.preStopMs);
    await delay(this.times.propagationMs);
    this.terminating.add(process);
    this.rotate();
    await preStop;
    const startedAt = performance.now();
    const exitCode = await process.stop();
    const ms = Math.round(performance.now() - startedAt);
    this.ready.delete(process);
    this.terminating.delete(process);
    await process.restart();
    await this.allInRotation();
    return { exitCode, ms };
  }

  /** Ends the reading of `/readyz`. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.following);
  }

  private rotate(): void {
    const urls = this.processes.filter((one) => this.ready.has(one) && !this.terminating.has(one));
    this.balancer.rotate(urls.map(({ url }) => url));
  }

  private async follow(process: ServiceProcess): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const isReady = await fetch(`${process.opsUrl}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
        async (answer) => {
          await answer.arrayBuffer();
          return answer.ok;
        },
        () => false,
      );
      if (isReady) this.ready.add(process);
      else this.ready.delete(process);
      this.rotate();
      await delay(this.times.readinessPeriodMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
