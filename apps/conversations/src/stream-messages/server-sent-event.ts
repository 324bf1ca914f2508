import type { MessageDto } from '../message/message.dto.js';

/** Keeps proxies from closing a connection on which nothing happens. Clients skip comments. */
export const HEARTBEAT = ': heartbeat\n\n';

/** A client that loses the stream connects again after a random time in this range, in milliseconds. */
const RECONNECT_MS = { min: 1_000, max: 5_000 };

/**
 * Says when a client that loses the stream connects again.
 *
 * @param random 0 to 1; spreads clients that lose their streams together
 */
export function retryHint(random: number): string {
  const { min, max } = RECONNECT_MS;
  return `retry: ${Math.round(min + random * (max - min))}\n\n`;
}

/** One message; its id is the `seq`, which the client sends back as `Last-Event-ID`. JSON has no line breaks. */
export function messageEvent(message: MessageDto): string {
  return `id: ${message.seq}\nevent: message\ndata: ${JSON.stringify(message)}\n\n`;
}

/** The end of the conversation, the last event of a stream. */
export function closedEvent(end: { reason: string; ended_at: string }): string {
  return `event: closed\ndata: ${JSON.stringify(end)}\n\n`;
}
