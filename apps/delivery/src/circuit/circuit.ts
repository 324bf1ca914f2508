/**
 * The states of a webhook's circuit. `open`: nothing is sent until its reset time is over. `half_open`: one attempt, the probe, decides
 * whether it closes or opens again.
 */
export const CIRCUIT_STATES = ['closed', 'open', 'half_open'] as const;
export type CircuitState = (typeof CIRCUIT_STATES)[number];

/** How an attempt counts for the circuit of its webhook. `ignored`: the result does not depend on the endpoint. */
export type CircuitResult = 'success' | 'failure' | 'ignored';

/** What was counted for a webhook in this process. */
export interface CircuitCounts {
  /** Within the last three attempt deadlines: in a shorter time, an endpoint that never answers would not be counted often enough. */
  successes: number;
  failures: number;
  /** Failures since the last success. */
  failuresInARow: number;
}

const FAILURES_IN_A_ROW = 10;
const MIN_ATTEMPTS = 10;
const FAILED_SHARE = 0.5;

/** Whether a closed circuit opens: after 10 failures in a row, or when half of 10 or more recent attempts failed. */
export function opens({ successes, failures, failuresInARow }: CircuitCounts): boolean {
  if (failuresInARow >= FAILURES_IN_A_ROW) return true;
  const attempts = successes + failures;
  return attempts >= MIN_ATTEMPTS && failures / attempts >= FAILED_SHARE;
}

/** What a probe does to its circuit. An ignored result, as of a cancelled probe, asks for another probe at once. */
export function afterProbe(result: CircuitResult): 'close' | 'open' | 'probe_again' {
  if (result === 'ignored') return 'probe_again';
  return result === 'success' ? 'close' : 'open';
}
