import { LRUCache } from 'lru-cache';
import {
  type AdmissionLimits,
  admit,
  nextWindow,
  type Purpose,
  SLOW_AFTER_MS,
  type WindowResult,
} from './admission.js';

/** An attempt that was admitted. */
export interface AttemptSlot {
  readonly webhookId: string;
  readonly workspaceId: string;
  /** In milliseconds of the caller's monotonic clock. */
  readonly startedAt: number;
  isSlow: boolean;
}

interface WebhookLoad {
  running: number;
  slow: number;
}

/** Webhooks whose windows are remembered. */
const WINDOWS = 20_000;
/** A queue is claimed when at least this part of its webhook's window is free: one claim for each attempt would cost too much. */
const REFILL_SHARE = 0.25;

/** Counts the attempts of this process, and admits new ones. It has no clock: callers pass the time. */
export class RunningAttempts {
  private readonly webhooks = new Map<string, WebhookLoad>();
  private readonly workspaces = new Map<string, number>();
  private readonly windows = new LRUCache<string, number>({ max: WINDOWS });
  /** Fast attempts, oldest first. */
  private readonly fast = new Set<AttemptSlot>();
  private slow = 0;
  private slowWebhooks = 0;

  constructor(private readonly limits: AdmissionLimits) {}

  /** All attempts that run. */
  get size(): number {
    return this.fast.size + this.slow;
  }

  /** Whether no attempt of any webhook may start. */
  get isFull(): boolean {
    return this.fast.size >= this.limits.fast;
  }

  /** Whether no first attempt of any webhook may start. */
  get isFullForEvents(): boolean {
    return this.fast.size >= this.limits.fast - this.limits.reservedForQueues;
  }

  /** How many attempts may start now for `webhookId`. */
  admit(webhookId: string, workspaceId: string, purpose: Purpose): number {
    const own = this.webhooks.get(webhookId);
    return admit({
      purpose,
      limits: this.limits,
      load: { fast: this.fast.size, slow: this.slow, slowWebhooks: this.slowWebhooks },
      webhook: { running: own?.running ?? 0, slow: own?.slow ?? 0, window: this.windowOf(webhookId) },
      workspace: { fast: this.workspaces.get(workspaceId) ?? 0 },
    });
  }

  /** Starts an attempt that was admitted. */
  start(webhookId: string, workspaceId: string, now: number): AttemptSlot {
    const slot: AttemptSlot = { webhookId, workspaceId, startedAt: now, isSlow: false };
    this.fast.add(slot);
    const own = this.webhooks.get(webhookId);
    if (own) own.running += 1;
    else this.webhooks.set(webhookId, { running: 1, slow: 0 });
    this.workspaces.set(workspaceId, (this.workspaces.get(workspaceId) ?? 0) + 1);
    return slot;
  }

  /** Ends an attempt. */
  end(slot: AttemptSlot, result: WindowResult): void {
    const { webhookId } = slot;
    if (slot.isSlow) this.slow -= 1;
    else {
      this.fast.delete(slot);
      this.leaveWorkspace(slot);
    }
    const own = this.webhooks.get(webhookId);
    if (own) {
      own.running -= 1;
      if (slot.isSlow) {
        own.slow -= 1;
        if (own.slow === 0) this.slowWebhooks -= 1;
      }
      if (own.running === 0) this.webhooks.delete(webhookId);
    }
    if (result !== 'ignored')
      this.windows.set(webhookId, nextWindow(this.windows.get(webhookId), result, this.limits.perWebhook));
  }

  /** Turns attempts slow that have run for `SLOW_AFTER_MS`. */
  age(now: number): void {
    for (const slot of this.fast) {
      if (now - slot.startedAt < SLOW_AFTER_MS) return;
      slot.isSlow = true;
      this.fast.delete(slot);
      this.leaveWorkspace(slot);
      this.slow += 1;
      const own = this.webhooks.get(slot.webhookId);
      if (!own) continue;
      own.slow += 1;
      if (own.slow === 1) this.slowWebhooks += 1;
    }
  }

  /** Lets a webhook begin with one attempt at a time, after its circuit was closed. */
  restart(webhookId: string): void {
    this.windows.set(webhookId, 1);
  }

  /** Whether too few attempts may start to claim the queue of the webhook. */
  isBusy(webhookId: string, workspaceId: string): boolean {
    const count = this.admit(webhookId, workspaceId, 'queue');
    const refill = Math.max(1, Math.floor(this.windowOf(webhookId) * REFILL_SHARE));
    return count < Math.min(refill, this.limits.fast);
  }

  /** Webhooks with attempts that are busy. */
  busyWebhooks(): string[] {
    const busy: string[] = [];
    for (const [webhookId, { running, slow }] of this.webhooks) {
      const window = this.windowOf(webhookId);
      const refill = Math.max(1, Math.floor(window * REFILL_SHARE));
      const share = Math.max(1, Math.floor(this.limits.slow / Math.max(1, this.slowWebhooks)));
      const free = Math.min(window - running, slow > 0 ? share - running : window);
      if (free < refill) busy.push(webhookId);
    }
    return busy;
  }

  /** Workspaces that may start nothing. */
  fullWorkspaces(): string[] {
    const full: string[] = [];
    for (const [workspaceId, fast] of this.workspaces)
      if (fast >= this.limits.perWorkspace) full.push(workspaceId);
    return full;
  }

  private windowOf(webhookId: string): number {
    return this.windows.get(webhookId) ?? nextWindow(undefined, 'ignored', this.limits.perWebhook);
  }

  private leaveWorkspace({ workspaceId }: AttemptSlot): void {
    const left = (this.workspaces.get(workspaceId) ?? 1) - 1;
    if (left === 0) this.workspaces.delete(workspaceId);
    else this.workspaces.set(workspaceId, left);
  }
}
