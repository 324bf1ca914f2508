import { Problem, unavailable } from './problem.js';

/** A client that loses a stream connects again after a random time in this range, in milliseconds. */
const RECONNECT_MS = { min: 1_000, max: 5_000 };
/** Seconds after which a client that was refused may try again. */
const RETRY_AFTER_S = 5;

/**
 * The field of a server-sent event that sets when a client that loses the stream connects again.
 *
 * @param random 0 to 1; spreads clients that lose their streams together
 */
export function retryHint(random: number): string {
  const { min, max } = RECONNECT_MS;
  return `retry: ${Math.round(min + random * (max - min))}\n\n`;
}

/** 429 `too_many_streams`. @param reason whose limit is reached, a sentence */
export function tooManyStreams(reason: string): Problem {
  return new Problem(
    429,
    'too_many_streams',
    `${reason} Close one, or read the messages with GET instead.`,
    undefined,
    { 'retry-after': String(RETRY_AFTER_S) },
  );
}

/** 503 `streams_unavailable`: the process has as many streams as it may have, or it stops. */
export function streamsUnavailable(): Problem {
  return unavailable(
    'streams_unavailable',
    'No further event stream can be opened now. Read the messages with GET, and try again later.',
    RETRY_AFTER_S,
  );
}
