import type { StreamEnd } from './event-stream.client.js';
import { backOffMs } from './back-off.js';

/** What follows when a stream has ended. */
export type NextStep =
  /** The conversation has an end; nothing more will come. */
  | { kind: 'stop'; end: 'closed' | 'expired' }
  /** Wait, then open the stream again. */
  | { kind: 'reopen'; afterMs: number }
  /** Streams do not work here, perhaps because of a proxy. Wait, poll for messages, then try the stream again. */
  | { kind: 'poll'; afterMs: number };

/** After this many streams in a row that brought nothing, messages are polled. */
const POLL_AFTER = 2;
/** An open stream that the server ends is opened again after up to this time, in milliseconds, if the server has not named one. */
const SPREAD_MS = 1_500;

/**
 * @param worked whether anything arrived on the stream
 * @param serverWaitMs how long the server has asked to wait, in milliseconds; null when it has not
 * @param failures how many streams in a row, this one included, brought nothing; 0 when this one worked
 * @param random from 0 to 1
 */
export function nextStep(
  end: StreamEnd,
  worked: boolean,
  serverWaitMs: number | null,
  failures: number,
  random: number,
): NextStep {
  if (end.kind === 'closed' || end.kind === 'expired') return { kind: 'stop', end: end.kind };
  if (worked) return { kind: 'reopen', afterMs: serverWaitMs ?? Math.round(SPREAD_MS * random) };
  const asked = end.kind === 'unreachable' ? (end.retryAfterMs ?? 0) : 0;
  const afterMs = Math.max(asked, backOffMs(failures, random));
  const isRefused = end.kind === 'refused';
  return { kind: isRefused || failures >= POLL_AFTER ? 'poll' : 'reopen', afterMs };
}
