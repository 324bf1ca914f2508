/** How an attempt ended: a closed set. Only `internal_error` is a failure of Flowforge. */
export const OUTCOMES = [
  'delivered',
  'endpoint_error',
  'endpoint_timeout',
  'connection',
  'dns',
  'tls',
  'blocked',
  'gone',
  'internal_error',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The outcomes that the API shows; `blocked` is shown as `dns`. */
export const SHOWN_OUTCOMES = OUTCOMES.filter((outcome) => outcome !== 'blocked');

/** The current name of a stored outcome. An older release stores `gone` as `aborted`, and may run at the same time as this one. */
export function outcomeOfStored(stored: string): string {
  return stored === 'aborted' ? 'gone' : stored;
}

/** Maps a stored outcome to the one that the API returns. */
export function shownOutcome(stored: string): string {
  const outcome = outcomeOfStored(stored);
  return outcome === 'blocked' ? 'dns' : outcome;
}
