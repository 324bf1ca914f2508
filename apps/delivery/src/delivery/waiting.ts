import type { CircuitState } from '../circuit/circuit.js';

/**
 * Why a delivery waits. `order`: for the end of an earlier delivery of its conversation. `retry`: for the time of its next attempt.
 * `circuit`: the circuit of its webhook is not closed. `rate_limit`: it is due, and the rate limit of its webhook allows no attempt now.
 * `queue`: it is due, and starts as soon as there is a free slot.
 */
export const WAITING_REASONS = ['order', 'retry', 'circuit', 'rate_limit', 'queue'] as const;
export type WaitingReason = (typeof WAITING_REASONS)[number];

/** The stored state that decides why a delivery waits. */
export interface WaitingRow {
  /** When the next attempt is due; null unless the delivery waits, and while it waits for its order. */
  due_at: Date | null;
  /** Null after the end of the delivery. */
  waits_for_order: boolean | null;
  attempts: number;
  /** The circuit of the webhook, and until when it lets nothing through; null when the webhook has no queue. */
  circuit: CircuitState | null;
  blocked_until: Date | null;
  /** Before this time the webhook may start no attempt by its rate limit; null when it was not limited. */
  rate_resumes_at: Date | null;
  /** The current time of the database. */
  now: Date;
}

/** Why a delivery waits, until when (null: not known), and when its next attempt can start at the earliest (null: not known). */
export interface Waiting {
  reason: WaitingReason;
  until: Date | null;
  nextAttemptAt: Date | null;
}

const latest = (...times: (Date | null)[]): Date =>
  new Date(Math.max(...times.map((time) => time?.getTime() ?? 0)));

/** Null when the delivery does not wait. No time that it returns is in the past. */
export function waitingOf({
  due_at: dueAt,
  waits_for_order: waitsForOrder,
  attempts,
  circuit,
  blocked_until: blockedUntil,
  rate_resumes_at: rateResumesAt,
  now,
}: WaitingRow): Waiting | null {
  if (waitsForOrder === true) return { reason: 'order', until: null, nextAttemptAt: null };
  if (dueAt === null) return null;
  const nextAttemptAt = latest(dueAt, blockedUntil, rateResumesAt, now);
  const isBlocked = circuit !== null && circuit !== 'closed';
  // The later one of the two ends the wait.
  if (isBlocked && (blockedUntil === null || blockedUntil >= dueAt || dueAt <= now)) {
    // While a probe runs, `blockedUntil` is the time at which it counts as lost. It usually ends sooner.
    if (circuit === 'half_open') return { reason: 'circuit', until: null, nextAttemptAt: null };
    return { reason: 'circuit', until: nextAttemptAt, nextAttemptAt };
  }
  if (dueAt > now && attempts > 0) return { reason: 'retry', until: dueAt, nextAttemptAt };
  // Others of the webhook may be before it, so the end of the wait is not known.
  if (rateResumesAt !== null && rateResumesAt > now)
    return { reason: 'rate_limit', until: null, nextAttemptAt };
  return { reason: 'queue', until: null, nextAttemptAt };
}
