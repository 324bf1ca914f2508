import type { MessageDto } from '../message/message.dto.js';

/** Keeps proxies from closing a connection on which nothing happens. Clients skip comments. */
export const HEARTBEAT = ': heartbeat\n\n';

/** One message; its id is the `seq`, which the client sends back as `Last-Event-ID`. JSON has no line breaks. */
export function messageEvent(message: MessageDto): string {
  return `id: ${message.seq}\nevent: message\ndata: ${JSON.stringify(message)}\n\n`;
}

/** The end of the conversation, the last event of a stream. */
export function closedEvent(end: { reason: string; ended_at: string }): string {
  return `event: closed\ndata: ${JSON.stringify(end)}\n\n`;
}
