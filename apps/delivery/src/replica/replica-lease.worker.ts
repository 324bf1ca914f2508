import { PeriodicTask } from '@flowforge/scheduling/periodic-task';
import type { ReplicaStore } from './replica.store.js';

/** Times of a lease, in milliseconds. */
export interface LeaseTimes {
  /** From a renewal until other replicas may take over what this one has started. */
  leaseMs: number;
  renewEveryMs: number;
}

/** The lease times of every replica. */
export const LEASE_TIMES: LeaseTimes = { leaseMs: 8_000, renewEveryMs: 2_000 };

/** How much earlier a lease expires in this process than in the database, in milliseconds. */
const MARGIN_MS = 500;

/**
 * The lease of this replica. While it is valid, what this replica has started belongs to it alone. Validity is measured with the
 * monotonic clock from before the request that renewed the lease, so it ends here before it ends in the database. After a pause of
 * the process the lease is not valid, and no attempt starts before it is renewed.
 */
export class ReplicaLease {
  private current: { epoch: number; validUntil: number } | null = null;
  /** Since when all renewals have succeeded, in `performance.now()` milliseconds. */
  private inContactSince = Number.POSITIVE_INFINITY;
  private readonly task: PeriodicTask;

  constructor(
    private readonly store: ReplicaStore,
    private readonly times: LeaseTimes,
    /** Called after leases of other replicas, or an earlier one of this replica, were ended. */
    private readonly onLeasesEnded: () => void,
    onError: (error: unknown) => void,
  ) {
    this.task = new PeriodicTask({
      name: 'replica lease',
      periodMs: times.renewEveryMs,
      run: () => this.renew(),
      onError: (error) => {
        this.inContactSince = Number.POSITIVE_INFINITY;
        onError(error);
      },
    });
  }

  /** When a renewal last ended, in `performance.now()` milliseconds. */
  get heartbeatAt(): number {
    return this.task.heartbeatAt;
  }

  /** The epoch that new attempts are started with; null when the lease is not valid. */
  get epoch(): number | null {
    return this.current !== null && performance.now() < this.current.validUntil ? this.current.epoch : null;
  }

  /** Whether an attempt that was started with `epoch` may send its first byte now. */
  isValid(epoch: number): boolean {
    return this.epoch === epoch;
  }

  /** Resolves when the lease was requested once. */
  async start(): Promise<void> {
    await this.renew();
    this.task.start();
  }

  /** Gives the lease back: other replicas take over at their next renewal, and need not wait for its expiry. */
  async stop(): Promise<void> {
    await this.task.stop();
    const epoch = this.current?.epoch;
    this.current = null;
    if (epoch !== undefined) await this.store.giveBack(epoch);
  }

  private async renew(): Promise<void> {
    const now = performance.now();
    const { leaseMs } = this.times;
    const validUntil = now + leaseMs - MARGIN_MS;
    const known = this.current;
    if (known !== null && (await this.store.renew(known.epoch, leaseMs))) {
      // A pause between two renewals counts like a lost contact: the leases of others may only look expired.
      if (now > known.validUntil) this.inContactSince = now;
      this.current = { epoch: known.epoch, validUntil };
    } else {
      this.current = { epoch: await this.store.add(leaseMs), validUntil };
      if (known !== null) this.onLeasesEnded();
    }
    this.inContactSince = Math.min(this.inContactSince, now);
    await this.endLeases(now);
  }

  /**
   * Ends leases that were given back, and expired ones. After the database was not available, all leases have expired, and their
   * replicas renew them as soon as they can. So an expired lease is ended only after one lease time of unbroken contact.
   */
  private async endLeases(now: number): Promise<void> {
    const expiredToo = now - this.inContactSince >= this.times.leaseMs;
    if ((await this.store.deleteEnded(expiredToo)) > 0) this.onLeasesEnded();
  }
}
