import { decodeEvent, type DomainEvent } from '@flowforge/contracts/events/event';
import { isUuid } from '@flowforge/contracts/ids';
import { toMicros } from '@flowforge/contracts/time';
import { REPUBLISHED_HEADER } from '@flowforge/outbox/outbox';
import type { JsMsg } from '@nats-io/jetstream';

/**
 * JetStream removes duplicates only within a limited time. An event that was committed longer ago than this, in milliseconds,
 * may have been published twice.
 */
const DUPLICATE_FILTER_MS = 60_000;

/** A message of the events stream, decoded. `at` is the JSON pointer of the first error; `id` that of the outbox row. */
export type DecodedMessage =
  | { kind: 'event'; event: DomainEvent; payload: Buffer; message: JsMsg; possiblyRedelivered: boolean }
  | { kind: 'unknown_version'; message: JsMsg; at: string }
  | { kind: 'malformed'; message: JsMsg; at: string; id: string | null };

/**
 * Decodes a message. `possiblyRedelivered` is true for an event that this or another process may have received before. Only for
 * such events the database is queried whether they are stored already.
 *
 * @param possiblyRedeliveredUpTo stream sequence up to which a message may have been delivered before without being marked so
 * @param now milliseconds since the Unix epoch
 */
export function decodeMessage(message: JsMsg, possiblyRedeliveredUpTo: number, now: number): DecodedMessage {
  const decoded = decodeEvent(message.data);
  if (decoded.ok) {
    return {
      kind: 'event',
      event: decoded.value,
      // A view of the message's bytes, not a copy; it is kept only until the event is stored.
      payload: Buffer.from(message.data.buffer, message.data.byteOffset, message.data.byteLength),
      message,
      possiblyRedelivered:
        message.redelivered ||
        message.seq <= possiblyRedeliveredUpTo ||
        toMicros(decoded.value.committed_at) < (now - DUPLICATE_FILTER_MS) * 1_000 ||
        message.headers?.has(REPUBLISHED_HEADER) === true,
    };
  }
  if (decoded.reason === 'unknown_version') return { kind: 'unknown_version', message, at: decoded.at };
  return { kind: 'malformed', message, at: decoded.at, id: outboxRowIdOf(message) };
}

/** The id of the outbox row that a message was published from, by its `Nats-Msg-Id`; null when it has none. */
export function outboxRowIdOf(message: JsMsg): string | null {
  const id = (message.headers?.get('Nats-Msg-Id') ?? '').split('.')[0] ?? '';
  return isUuid(id) ? id : null;
}
