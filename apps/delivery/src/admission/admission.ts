/** Limits of the attempts that run in this process at the same time. */
export interface AdmissionLimits {
  /** Attempts that have run for less than `SLOW_AFTER_MS`. */
  fast: number;
  /** Attempts that have run for longer. It limits what may start; an attempt that turns slow continues in any case. */
  slow: number;
  /** Fast attempts that only retries and other waiting deliveries may use, so that new events cannot keep them out. */
  reservedForQueues: number;
  perWebhook: number;
  /** Fast attempts of one workspace. */
  perWorkspace: number;
}

/** Slow attempts may exceed their limit so many times, because each webhook that hangs may have one. This bounds the memory. */
const MAX_SLOW_FACTOR = 4;
/** An attempt that has run for this time is slow, in milliseconds. */
export const SLOW_AFTER_MS = 1_000;

/** What runs in this process now. */
export interface Load {
  fast: number;
  slow: number;
  /** Webhooks with at least one slow attempt. */
  slowWebhooks: number;
}

/** What an attempt is for. `probe`: the one attempt that a circuit lets through. */
export type Purpose = 'first' | 'queue' | 'probe';

/** What decides how many attempts of a webhook may start now. */
export interface AdmissionInput {
  purpose: Purpose;
  limits: AdmissionLimits;
  load: Load;
  /** Attempts of the webhook, and how many it may have: see `nextWindow`. */
  webhook: { running: number; slow: number; window: number };
  /** Fast attempts of the workspace. */
  workspace: { fast: number };
}

/** How many attempts a webhook may have at a time before it has answered any. */
const FIRST_WINDOW = 8;

/**
 * Decides how many attempts of a webhook may start now, for first attempts and for queues; 0 for none.
 *
 * A webhook with a slow attempt gets no more than its equal share of the slow attempts. So an endpoint that hangs harms others for
 * `SLOW_AFTER_MS` at most, not until the deadline of an attempt.
 */
export function admit({ purpose, limits, load, webhook, workspace }: AdmissionInput): number {
  const own = Math.min(webhook.window, limits.perWebhook) - webhook.running;
  const fast = limits.fast - load.fast - (purpose === 'first' ? limits.reservedForQueues : 0);
  const count = Math.min(
    purpose === 'probe' ? 1 : own,
    webhook.slow === 0 ? Infinity : slowShare(limits, load) - webhook.running,
    MAX_SLOW_FACTOR * limits.slow - load.slow,
    limits.perWorkspace - workspace.fast,
    fast,
  );
  return Math.max(0, count);
}

/** Slow attempts that each webhook with slow attempts may have, at least one. */
function slowShare(limits: AdmissionLimits, load: Load): number {
  return Math.max(1, Math.floor(limits.slow / Math.max(1, load.slowWebhooks)));
}

/** How an attempt counts for the number of attempts that its webhook may have at a time. */
export type WindowResult = 'success' | 'failure' | 'ignored';

/**
 * The number of attempts that a webhook may have at a time. It grows by one with each success and is halved by a failure, like the
 * congestion window of TCP (RFC 5681). Undefined: the webhook was not used recently.
 */
export function nextWindow(window: number | undefined, result: WindowResult, limit: number): number {
  const before = window ?? Math.min(FIRST_WINDOW, limit);
  if (result === 'success') return Math.min(limit, before + 1);
  return result === 'failure' ? Math.max(1, Math.floor(before / 2)) : before;
}
