import type { AttemptPhases } from './attempt-result.js';
import { shownOutcome } from '../outcome/outcome.js';

const NOT_RESOLVED = 'the host name could not be resolved to an address on the public internet';

/**
 * An attempt as the API returns it. `blocked` and `dns` have the same text, the same duration and no phases: a difference would reveal
 * which host names exist in the internal network. The operator's log has the real outcome.
 */
export function shownAttempt(row: {
  outcome: string;
  detail: string | null;
  duration_ms: number;
  phases: AttemptPhases | null;
}): { outcome: string; detail: string | null; durationMs: number; phases: AttemptPhases | null } {
  const outcome = shownOutcome(row.outcome);
  if (outcome === 'dns') return { outcome, detail: NOT_RESOLVED, durationMs: 0, phases: null };
  return { outcome, detail: row.detail, durationMs: row.duration_ms, phases: row.phases };
}
