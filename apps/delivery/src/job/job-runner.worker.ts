import type { Transaction } from '@flowforge/postgres/database';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import { inSpan } from '@flowforge/tracing/spans';
import type { Chunk, Job, JobKind } from './job.js';
import type { JobStore } from './job.store.js';

const POLL_MS = 1_000;
/** Workspaces that are remembered as served. */
const MAX_SERVED = 100;

/** Does one chunk of a job in the given transaction. */
export type JobWork = (tx: Transaction, job: Job) => Promise<Chunk>;

/**
 * Runs stored jobs, one chunk at a time in each replica. They run round robin over the workspaces, and over the jobs of one workspace, so
 * that neither a long job nor many jobs of one workspace delay those of another one.
 */
export class JobRunner {
  private readonly task: PeriodicTask;
  /** Workspaces whose jobs this replica has served lately, the last one at the end. */
  private served: string[] = [];

  /** @param onDueRows called after each chunk: deliveries may have become due */
  constructor(
    private readonly store: JobStore,
    private readonly work: Record<JobKind, JobWork>,
    private readonly onDueRows: () => void,
    onError: (error: unknown) => void,
  ) {
    this.task = new PeriodicTask({
      name: 'jobs',
      periodMs: POLL_MS,
      run: (stopping) => this.runDue(stopping),
      onError,
    });
  }

  /** When a round last ended, in `performance.now()` milliseconds. */
  get heartbeatAt(): number {
    return this.task.heartbeatAt;
  }

  start(): void {
    this.task.start();
  }

  /** Runs due jobs without waiting for the next poll. */
  wake(): void {
    this.task.runSoon();
  }

  /** Starts no further chunk and resolves when the running one has ended. */
  stop(): Promise<void> {
    return this.task.stop();
  }

  private async runDue(stopping: AbortSignal): Promise<void> {
    // A round ends after a while, although more is due: its heartbeat shows that the loop is alive.
    const until = performance.now() + POLL_MS;
    while (!stopping.aborted && performance.now() < until) {
      const workspaceId = await this.store.runNext((tx, job) => this.runChunk(tx, job), this.served);
      if (workspaceId === null) return;
      this.served = [...this.served.filter((id) => id !== workspaceId), workspaceId].slice(-MAX_SERVED);
      this.onDueRows();
    }
    this.task.runSoon();
  }

  /** A chunk concerns events of many traces. So it has a trace of its own, which is linked to those whose deliveries it changes. */
  private runChunk(tx: Transaction, job: Job): Promise<Chunk> {
    const attributes = { 'flowforge.workspace_id': job.workspaceId, 'flowforge.job_id': job.id };
    return inSpan(`job ${job.kind}`, { parent: null, attributes }, () => this.work[job.kind](tx, job));
  }
}
