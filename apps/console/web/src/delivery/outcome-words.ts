import type { Tone } from '@flowforge/design-system/state/notice';
import type { Attempt, Delivery } from '../api/deliveries.js';

export type Outcome = Attempt['outcome'];

/** The outcomes of an attempt that failed. */
export const FAILED_OUTCOMES = [
  'endpoint_error',
  'endpoint_timeout',
  'connection',
  'dns',
  'tls',
  'gone',
  'internal_error',
] as const satisfies readonly Exclude<Outcome, 'delivered'>[];

/** The outcome in two or three words, for a cell of a table. */
export const OUTCOME_WORDS: Record<Outcome, string> = {
  delivered: 'Delivered',
  endpoint_error: 'Endpoint answered an error',
  endpoint_timeout: 'Endpoint timed out',
  connection: 'Connection failed',
  dns: 'No public address found',
  tls: 'TLS failed',
  gone: 'Asked for no more events',
  internal_error: 'Failed on our side',
};

/** The status of a delivery as a word with its colour. */
export const STATUS_WORDS = {
  pending: { word: 'Waiting', tone: 'info', icon: 'waiting' },
  in_flight: { word: 'Sending', tone: 'info', icon: 'running' },
  delivered: { word: 'Delivered', tone: 'success', icon: 'ok' },
  failed: { word: 'Failed', tone: 'danger', icon: 'failed' },
  skipped: { word: 'Skipped', tone: 'neutral', icon: 'off' },
} as const satisfies Record<Delivery['status'], { word: string; tone: Tone; icon: string }>;

const RETRYING = { word: 'Failed, waits for a retry', tone: 'warning', icon: 'waiting' } as const;
const WAITS_AFTER_FAILURE = { ...RETRYING, word: 'Failed, waits' } as const;

/** The status of a delivery where nothing else says that its last attempt failed. */
export function statusWords({
  status,
  last_outcome,
  waiting_for: reason,
}: Pick<Delivery, 'status' | 'last_outcome' | 'waiting_for'>) {
  const hasFailed = last_outcome !== null && last_outcome !== 'delivered';
  if (status !== 'pending' || !hasFailed) return STATUS_WORDS[status];
  return reason?.reason === 'retry' ? RETRYING : WAITS_AFTER_FAILURE;
}

/** The last attempt in a few words, with the status that the endpoint answered; null before the first attempt has ended. */
export function lastAttemptWords({
  last_outcome: outcome,
  last_status_code: status,
}: Pick<Delivery, 'last_outcome' | 'last_status_code'>): string | null {
  if (outcome === null) return null;
  return outcome === 'endpoint_error' && status !== null
    ? `Endpoint answered ${status}`
    : OUTCOME_WORDS[outcome];
}
