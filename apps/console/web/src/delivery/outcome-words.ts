import { duration } from '@flowforge/design-system/format/relative-time.ts';
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

/** The outcome of an attempt in a sentence. It says who failed: the endpoint, the network on the way to it, or Flowforge. */
export function attemptSentence(attempt: Pick<Attempt, 'outcome' | 'status_code' | 'duration_ms'>): string {
  const { outcome, status_code: status } = attempt;
  switch (outcome) {
    case 'delivered':
      return `Your endpoint answered ${status ?? '2xx'}.`;
    case 'endpoint_error':
      if (status === null) return 'Your endpoint did not answer in valid HTTP.';
      if (status >= 300 && status < 400)
        return `Your endpoint answered ${status}. Redirects are not followed.`;
      return `Your endpoint answered ${status}.`;
    case 'endpoint_timeout':
      return `Your endpoint gave no complete answer within ${duration(attempt.duration_ms)}.`;
    case 'connection':
      return 'The connection to your endpoint was refused, or closed before the answer was complete.';
    case 'dns':
      return 'The host name of your endpoint has no address on the public internet. Nothing was sent.';
    case 'tls':
      return 'The TLS connection to your endpoint failed.';
    case 'gone':
      return `Your endpoint answered ${status ?? 410}: it wants no more events. The webhook was disabled.`;
    case 'internal_error':
      return 'We could not send this; nothing is lost.';
  }
}

/** The outcome in two or three words, for a cell of a table. */
export const OUTCOME_WORDS: Record<Outcome, string> = {
  delivered: 'Delivered',
  endpoint_error: 'Endpoint answered an error',
  endpoint_timeout: 'Endpoint timed out',
  connection: 'Connection failed',
  dns: 'Host name not found',
  tls: 'TLS failed',
  gone: 'Endpoint answered 410',
  internal_error: 'Failed on our side',
};

/** The status of a delivery as a word with its colour. */
export const STATUS_WORDS = {
  pending: { word: 'Waiting', tone: 'info', icon: 'waiting' },
  in_flight: { word: 'Sending', tone: 'info', icon: 'running' },
  delivered: { word: 'Delivered', tone: 'success', icon: 'ok' },
  failed: { word: 'Failed', tone: 'danger', icon: 'failed' },
  skipped: { word: 'Not sent', tone: 'neutral', icon: 'off' },
} as const satisfies Record<Delivery['status'], { word: string; tone: Tone; icon: string }>;

export function isFinal(status: Delivery['status']): boolean {
  return status === 'delivered' || status === 'failed' || status === 'skipped';
}
