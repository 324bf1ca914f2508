import { shownOutcome } from '../outcome/outcome.js';

const NOT_RESOLVED = 'the host name could not be resolved to an address on the public internet';

/**
 * An attempt as the API returns it. `blocked` and `dns` have the same text and the same duration: a difference would reveal
 * which host names exist in the internal network. The operator's log has the real outcome.
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
