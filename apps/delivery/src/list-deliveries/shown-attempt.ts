import { outcomeOfStored } from '../attempt/attempt.js';

const NOT_RESOLVED = 'the host name could not be resolved to an address on the public internet';

/** The outcome that the API shows for a stored one. */
export function shownOutcome(stored: string): string {
  const outcome = outcomeOfStored(stored);
  return outcome === 'blocked' ? 'dns' : outcome;
}

/**
 * What the API shows of an attempt. `blocked` and `dns` look the same, in text and in time: a difference would tell a caller
 * which names exist in the network that delivery runs in. The operator's log has the real outcome.
 */
export function shownAttempt(row: { outcome: string; detail: string | null; duration_ms: number }): {
  outcome: string;
  detail: string | null;
  durationMs: number;
} {
  const outcome = shownOutcome(row.outcome);
  if (outcome === 'dns') return { outcome, detail: NOT_RESOLVED, durationMs: 0 };
  return { outcome, detail: row.detail, durationMs: row.duration_ms };
}
