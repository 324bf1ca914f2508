import { createParser } from 'eventsource-parser';
import { type Failure, failureOf } from '../api/failure.js';
import { pathOf } from '../api/chat-api.client.js';
import type { PathOf, Route } from '../api/route.js';
import type { Message, Session } from '../api/types.js';

type StreamRoute = Extract<Route, '/v1/chat/conversations/{id}/stream'>;

/** A stream that brings nothing for this time, in milliseconds, is treated as lost. The server sends a comment every 15 s. */
const SILENCE_MS = 45_000;

export interface StreamEvents {
  /** The server has accepted the stream and something has arrived on it. */
  opened(): void;
  message(message: Message): void;
  closed(): void;
  /** How long to wait before the stream is opened again, in milliseconds. */
  retryAfter(ms: number): void;
}

/** How a stream ended. `ended`: by the server or because nothing came; it can be opened again. */
export type StreamEnd = { kind: 'ended' } | Failure;

/**
 * Reads the event stream of a conversation until it ends. Never throws. Uses fetch because an EventSource sends no header, and
 * the token must not be in an address.
 *
 * @param afterSeq number of the last known message; the stream begins with what came after it
 */
export async function readStream(
  base: string,
  session: Session,
  afterSeq: number,
  events: StreamEvents,
  signal: AbortSignal,
): Promise<StreamEnd> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  signal.addEventListener('abort', stop);
  let timer = setTimeout(stop, SILENCE_MS);
  try {
    if (signal.aborted) return { kind: 'ended' };
    const response = await fetch(
      `${base}${pathOf(session)}/stream` satisfies `${string}${PathOf<StreamRoute>}`,
      {
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${session.token}`,
          'last-event-id': String(afterSeq),
        },
        credentials: 'omit',
        referrerPolicy: 'origin',
        cache: 'no-store',
        signal: abort.signal,
      },
    );
    if (!response.ok) {
      const problem: unknown = await response.json().catch(() => undefined);
      return failureOf(response.status, problem, response.headers.get('retry-after'));
    }
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (!isStream || response.body === null) {
      stop();
      return { kind: 'refused', status: response.status, code: 'no_event_stream' };
    }
    const parser = parserFor(events);
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (let isFirst = true; ; isFirst = false) {
      const { done, value } = await reader.read();
      if (done) return { kind: 'ended' };
      clearTimeout(timer);
      timer = setTimeout(stop, SILENCE_MS);
      if (isFirst) events.opened();
      parser.feed(decoder.decode(value, { stream: true }));
    }
  } catch {
    return { kind: 'unreachable', retryAfterMs: null };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function parserFor(events: StreamEvents): { feed(chunk: string): void } {
  return createParser({
    onRetry: (ms) => events.retryAfter(ms),
    onEvent: ({ event, data }) => {
      if (event === 'closed') events.closed();
      if (event !== 'message') return;
      const message: unknown = JSON.parse(data);
      if (isMessage(message)) events.message(message);
    },
  });
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'seq' in value && 'text' in value && 'role' in value;
}
