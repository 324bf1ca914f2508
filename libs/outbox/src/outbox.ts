/** A fact's message, frozen in the fact's own transaction; `payload` is sent byte for byte, however often. */
export interface OutboxMessage {
  /** The event's or change's id, a UUIDv7; also the base of its `Nats-Msg-Id`. */
  id: string;
  subject: string;
  payload: Buffer;
  /** W3C trace context of the request that caused it. */
  traceparent?: string;
}

/** Header on a possible duplicate; delivery then reads what it already has of it. */
export const REPUBLISHED_HEADER = 'flowforge-republished';

/** Header with the W3C trace context. */
export const TRACEPARENT_HEADER = 'traceparent';

/** The `Nats-Msg-Id` of a message's n-th publication (0 = first): a later one must pass the stream's duplicate filter. */
export function messageId(id: string, publication: number): string {
  return publication === 0 ? id : `${id}.${publication}`;
}

/** Delay before a message that the server refused is tried again, in milliseconds: 1 s doubling to 5 min. `tries` counts from 1. */
export function refusedDelayMs(tries: number): number {
  return Math.min(1_000 * 2 ** Math.min(Math.max(tries - 1, 0), 20), 300_000);
}
