import { EventEmitter } from 'node:events';
import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import { LRUCache } from 'lru-cache';
import CircuitBreaker from 'opossum';
import { afterProbe, type CircuitResult, opens } from './circuit.js';
import type { CircuitStore, OpenCircuit } from './circuit.store.js';

/** How circuits behave; times in milliseconds. */
export interface CircuitSettings {
  /** Deadline of an attempt. Attempts are counted within three of them. */
  attemptTimeoutMs: number;
  /** How long an open circuit waits before it lets one attempt through. */
  resetTimeoutMs: number;
}

const WINDOW_ATTEMPTS = 3;
const BUCKETS = 10;
const CAPACITY = 10_000;
/** Period for reading the circuits that are not closed, in milliseconds. */
const REFRESH_MS = 250;

type Result = () => Promise<void>;

interface Counter {
  /** opossum counts results in a window that moves with time. Its own threshold is never reached: `opens` decides. */
  breaker: CircuitBreaker<[Result], void>;
  failuresInARow: number;
  /** Whether this process is opening the circuit now. */
  isOpening: boolean;
}

/**
 * The circuits of all webhooks. Their states are in the database: when one replica opens a circuit, it is open in all replicas, also after
 * a restart. Each replica counts its own results. It counts nothing for a webhook that never fails.
 *
 * All counters share one timer for their windows: separate timers for thousands of idle ones used 20 % of a core.
 */
export class Circuits {
  private readonly counters: LRUCache<string, Counter>;
  private readonly rotation = new EventEmitter().setMaxListeners(0);
  private readonly timer: NodeJS.Timeout;
  private notClosed = new Map<string, OpenCircuit>();
  private readonly task: PeriodicTask;

  constructor(
    private readonly store: CircuitStore,
    private readonly settings: CircuitSettings,
    /** Called when this process learns that a circuit was closed. */
    private readonly onClosed: (webhookId: string) => void,
    /** Called when this process opens a circuit that was closed. */
    private readonly onOpened: () => void,
    private readonly onError: (error: unknown) => void,
  ) {
    const window = settings.attemptTimeoutMs * WINDOW_ATTEMPTS;
    this.timer = setInterval(() => this.rotation.emit('rotate'), window / BUCKETS);
    this.timer.unref();
    this.counters = new LRUCache({ max: CAPACITY, dispose: ({ breaker }) => breaker.shutdown() });
    this.task = new PeriodicTask({
      name: 'circuits',
      periodMs: REFRESH_MS,
      run: () => this.refresh(),
      onError,
    });
  }

  /** When the circuits were last read, in `performance.now()` milliseconds. */
  get heartbeatAt(): number {
    return this.task.heartbeatAt;
  }

  /** Resolves when the circuits were read once. */
  async start(): Promise<void> {
    await this.refresh();
    this.task.start();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.task.stop();
    this.counters.clear();
  }

  /** Whether attempts of the webhook may start. */
  isClosed(webhookId: string): boolean {
    return !this.notClosed.has(webhookId);
  }

  /** Numbers of circuits that are not closed. */
  count(): { open: number; halfOpen: number } {
    let halfOpen = 0;
    for (const { state } of this.notClosed.values()) if (state === 'half_open') halfOpen += 1;
    return { open: this.notClosed.size - halfOpen, halfOpen };
  }

  /**
   * Counts the result of an attempt. It opens the circuit when too many failed; never rejects.
   *
   * @param outcome that of the attempt; null when none was made
   */
  async record(
    webhookId: string,
    workspaceId: string,
    result: CircuitResult,
    outcome: string | null,
  ): Promise<void> {
    if (result === 'ignored' || outcome === null) return;
    const known = this.counters.get(webhookId);
    if (!known && result === 'success') return;
    const counter = known ?? this.newCounter(webhookId);
    const isFailure = result === 'failure';
    counter.failuresInARow = isFailure ? counter.failuresInARow + 1 : 0;
    await counter.breaker
      .fire(() => (isFailure ? Promise.reject(new Error('failed')) : Promise.resolve()))
      .catch(() => undefined);
    if (!isFailure || counter.isOpening || this.notClosed.has(webhookId)) return;
    const { successes, failures } = counter.breaker.stats;
    if (opens({ successes, failures, failuresInARow: counter.failuresInARow }))
      await this.open(webhookId, workspaceId, counter, outcome);
  }

  /** Closes the circuit or opens it again. Rejects when the database is not available: then another probe follows. */
  async probeEnded(
    webhookId: string,
    generation: number,
    result: CircuitResult,
    outcome: string | null,
  ): Promise<void> {
    const effect = afterProbe(result);
    if (effect === 'close') await this.store.close(webhookId, generation);
    else {
      const [resetMs, reason] = effect === 'open' ? [this.settings.resetTimeoutMs, outcome] : [0, null];
      await this.store.reopen(webhookId, generation, resetMs, reason);
    }
    this.task.runSoon();
  }

  private async open(
    webhookId: string,
    workspaceId: string,
    counter: Counter,
    reason: string,
  ): Promise<void> {
    counter.isOpening = true;
    try {
      const opened = await this.store.open(webhookId, workspaceId, this.settings.resetTimeoutMs, reason);
      if (opened) this.onOpened();
      this.notClosed.set(webhookId, { webhookId, state: 'open' });
      this.counters.delete(webhookId);
    } catch (error) {
      counter.isOpening = false;
      this.onError(error);
    }
  }

  private async refresh(): Promise<void> {
    const read = new Map<string, OpenCircuit>();
    for (const circuit of await this.store.notClosed()) {
      read.set(circuit.webhookId, circuit);
      // What was counted before the circuit opened says nothing about the endpoint after it closes.
      this.counters.delete(circuit.webhookId);
    }
    const before = this.notClosed;
    this.notClosed = read;
    for (const webhookId of before.keys()) if (!read.has(webhookId)) this.onClosed(webhookId);
  }

  private newCounter(webhookId: string): Counter {
    const breaker = new CircuitBreaker<[Result], void>((result: Result) => result(), {
      timeout: false,
      volumeThreshold: Number.MAX_SAFE_INTEGER,
      rollingCountTimeout: this.settings.attemptTimeoutMs * WINDOW_ATTEMPTS,
      rollingCountBuckets: BUCKETS,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      rotateBucketController: this.rotation,
    });
    const counter: Counter = { breaker, failuresInARow: 0, isOpening: false };
    this.counters.set(webhookId, counter);
    return counter;
  }
}
