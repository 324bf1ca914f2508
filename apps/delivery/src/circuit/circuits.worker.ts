import { EventEmitter } from 'node:events';
import CircuitBreaker from 'opossum';

/** How an attempt counts for the circuit of its webhook. `ignored`: the result does not depend on the endpoint. */
export type CircuitResult = 'success' | 'failure' | 'ignored';

/** Wraps an attempt: it resolves on success and rejects on failure, as opossum expects. */
type Action = () => Promise<void>;
type Breaker = CircuitBreaker<[Action], void>;

/** How circuits behave; times in milliseconds. */
export interface CircuitSettings {
  /** Total deadline of an attempt. Failures are counted within a window of three deadlines. */
  attemptTimeoutMs: number;
  /** How long an open circuit waits before it lets one attempt through. */
  resetTimeoutMs: number;
}

const WINDOW_ATTEMPTS = 3;
const BUCKETS = 10;
const VOLUME_THRESHOLD = 10;
const ERROR_THRESHOLD_PERCENTAGE = 50;
const CONSECUTIVE_FAILURES = 10;
const CAPACITY = 10_000;

interface Circuit {
  breaker: Breaker;
  consecutiveFailures: number;
  /** `performance.now()` of when an open circuit lets one attempt through. */
  probeAt: number;
}

/**
 * One opossum circuit for each webhook that has failed recently; a webhook without a circuit is healthy. All circuits share
 * one timer for their statistics windows: separate timers for thousands of idle circuits used 20 % of a core. The window is
 * three attempt deadlines long. In a shorter window, an endpoint that never responds would not reach the failure threshold.
 */
export class Circuits {
  private readonly circuits = new Map<string, Circuit>();
  private readonly rotation = new EventEmitter().setMaxListeners(0);
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly settings: CircuitSettings) {
    const window = settings.attemptTimeoutMs * WINDOW_ATTEMPTS;
    this.timer = setInterval(() => this.rotation.emit('rotate'), window / BUCKETS);
    this.timer.unref();
  }

  /** Milliseconds until an attempt may be made: 0 when the circuit is closed or ready for a probe. */
  waitMs(webhookId: string): number {
    const circuit = this.circuits.get(webhookId);
    if (!circuit || circuit.breaker.closed) return 0;
    // Half-open: `pendingClose` is true until the probe starts. The probe ends within one deadline.
    if (circuit.breaker.halfOpen) return circuit.breaker.pendingClose ? 0 : this.settings.attemptTimeoutMs;
    return Math.max(1, circuit.probeAt - performance.now());
  }

  /** Whether attempts are not limited. */
  isClosed(webhookId: string): boolean {
    return this.circuits.get(webhookId)?.breaker.closed ?? true;
  }

  /** Ids of the webhooks that no attempt may be made to now. */
  blocked(): string[] {
    return [...this.circuits.keys()].filter((webhookId) => this.waitMs(webhookId) > 0);
  }

  /** Number of open and half-open circuits. */
  count(): { open: number; halfOpen: number } {
    let open = 0;
    let halfOpen = 0;
    for (const { breaker } of this.circuits.values()) {
      if (breaker.opened) open += 1;
      else if (breaker.halfOpen) halfOpen += 1;
    }
    return { open, halfOpen };
  }

  /**
   * Runs an attempt through the webhook's circuit. If the result of a probe is ignored, for example because the probe was
   * cancelled, the circuit opens again.
   *
   * @param classify how the result counts
   * @returns the result of the attempt; undefined when the circuit is open, so that nothing was sent
   */
  async run<T>(
    webhookId: string,
    attempt: () => Promise<T>,
    classify: (result: T) => CircuitResult,
  ): Promise<T | undefined> {
    const circuit = this.circuits.get(webhookId);
    if (!circuit) {
      const result = await attempt();
      if (classify(result) === 'failure') this.fail(webhookId);
      return result;
    }
    let result: T | undefined;
    const action = async (): Promise<void> => {
      result = await attempt();
      const outcome = classify(result);
      if (outcome === 'failure' || (outcome === 'ignored' && circuit.breaker.halfOpen))
        throw new FailedAttempt();
    };
    try {
      await circuit.breaker.fire(action);
      circuit.consecutiveFailures = 0;
    } catch (error) {
      if (error instanceof FailedAttempt) this.countFailure(circuit);
    }
    return result;
  }

  stop(): void {
    clearInterval(this.timer);
    for (const { breaker } of this.circuits.values()) breaker.shutdown();
  }

  private fail(webhookId: string): void {
    const circuit = this.circuits.get(webhookId) ?? this.create(webhookId);
    circuit.breaker
      .fire(() => Promise.reject(new FailedAttempt()))
      .catch(() => undefined)
      .finally(() => this.countFailure(circuit));
  }

  private countFailure(circuit: Circuit): void {
    circuit.consecutiveFailures += 1;
    if (circuit.consecutiveFailures >= CONSECUTIVE_FAILURES && circuit.breaker.closed) circuit.breaker.open();
  }

  private create(webhookId: string): Circuit {
    const { attemptTimeoutMs, resetTimeoutMs } = this.settings;
    const breaker: Breaker = new CircuitBreaker((action: Action) => action(), {
      timeout: false,
      errorThresholdPercentage: ERROR_THRESHOLD_PERCENTAGE,
      volumeThreshold: VOLUME_THRESHOLD,
      rollingCountTimeout: attemptTimeoutMs * WINDOW_ATTEMPTS,
      rollingCountBuckets: BUCKETS,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      rotateBucketController: this.rotation,
      resetTimeout: resetTimeoutMs,
    });
    const circuit: Circuit = { breaker, consecutiveFailures: 0, probeAt: 0 };
    breaker.on('open', () => (circuit.probeAt = performance.now() + resetTimeoutMs));
    this.circuits.set(webhookId, circuit);
    this.evict();
    return circuit;
  }

  /** Removes the oldest closed circuit when there are too many. */
  private evict(): void {
    if (this.circuits.size <= CAPACITY) return;
    for (const [webhookId, { breaker }] of this.circuits) {
      if (!breaker.closed) continue;
      breaker.shutdown();
      this.circuits.delete(webhookId);
      return;
    }
  }
}

class FailedAttempt extends Error {}
