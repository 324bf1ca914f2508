import { Type, type TSchema } from 'typebox';
import type { Compiled } from '../compiled.js';
import { toJsonBytes } from '../decoding.js';
import { Uuid } from '../ids.js';
import { InstantSchema } from '../time.js';
import type { EventType } from '../words.js';

/** The most that an encoded event may take, in bytes. */
export const EVENT_MAX_BYTES = 256 * 1024;

/**
 * The schema of version 1 of an event.
 *
 * Within a version, fields may be added, and readers ignore those they do not know. Anything else (a field gone or
 * renamed, another type, a new word in a closed set such as `closed_reason`) is a new version: a reader of an older
 * release then keeps the event for its successor, where it would have dropped a version 1 that it cannot read.
 *
 * - `id`: the event, UUIDv7, equal on every retry.
 * - `committed_at`: the commit of the fact, from the clock after the conversation's lock was taken.
 * - `conversation_seq`: 1, 2, 3 … within the conversation, without gaps.
 * - `source`: what assignments are matched against; `form_id` only where a form caused the event.
 */
export function envelopeV1<const Name extends EventType, Data extends TSchema>(type: Name, data: Data) {
  return Type.Object({
    id: Uuid,
    type: Type.Literal(type),
    version: Type.Literal(1),
    workspace_id: Uuid,
    committed_at: InstantSchema,
    conversation_id: Uuid,
    conversation_seq: Type.Integer({ minimum: 1 }),
    source: Type.Object({ assistant_id: Uuid, form_id: Type.Union([Uuid, Type.Null()]) }),
    data,
  });
}

/** The subject that an event travels under: `events.captured_form.created.v1`. */
export function eventSubject(type: EventType, version: number): string {
  return `events.${type}.v${version}`;
}

/** Thrown where an event breaks its own schema: a fault of the writer, caught in the fact's own transaction. */
export class InvalidEventError extends TypeError {
  constructor(readonly at: string) {
    super(`the event does not fit its schema at "${at}"`);
    this.name = 'InvalidEventError';
  }
}

/** Thrown where an event is above `EVENT_MAX_BYTES`; the limits on what enters it keep that from happening. */
export class EventTooLargeError extends RangeError {
  constructor(
    readonly type: string,
    readonly bytes: number,
  ) {
    super(`${type} takes ${bytes} bytes, above the ${EVENT_MAX_BYTES} an event may take`);
    this.name = 'EventTooLargeError';
  }
}

/** Encodes the event as compact JSON in UTF-8. Throws InvalidEventError or EventTooLargeError. */
export function encodeChecked<Event extends { type: string }>(
  compiled: Compiled<Event>,
  event: Event,
): Buffer {
  if (!compiled.check(event)) throw new InvalidEventError(compiled.faultAt(event));
  const bytes = toJsonBytes(event);
  if (bytes.byteLength > EVENT_MAX_BYTES) throw new EventTooLargeError(event.type, bytes.byteLength);
  return bytes;
}
