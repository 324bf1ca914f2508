import { Type, type TSchema } from 'typebox';
import type { Compiled } from '../compiled.js';
import { toJsonBytes } from '../decoding.js';
import { Uuid } from '../ids.js';
import { InstantSchema } from '../time.js';
import type { EventType } from '../words.js';

/** Maximum size of an encoded event, in bytes. */
export const EVENT_MAX_BYTES = 256 * 1024;

/**
 * The schema of version 1 of an event.
 *
 * Within a version, fields may be added, and readers ignore fields that they do not know. Every other change needs a new version: a
 * field removed or renamed, another type, a new value in a closed set such as `closed_reason`. A reader of an older release keeps an
 * event of a newer version for a newer reader, but drops a version 1 that it cannot read.
 *
 * - `id`: the event, UUIDv7, equal on every retry.
 * - `committed_at`: time of the commit, read from the database's clock after the conversation's row was locked.
 * - `conversation_seq`: 1, 2, 3 … within the conversation, without gaps.
 * - `source`: the assistant and form that assignments are matched against; `form_id` is null unless a form caused the event.
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

/** The NATS subject of an event, such as `events.captured_form.created.v1`. */
export function eventSubject(type: EventType, version: number): string {
  return `events.${type}.v${version}`;
}

/** Thrown for an event that breaks its own schema. It is a bug of the writer, and rolls back the writer's transaction. */
export class InvalidEventError extends TypeError {
  constructor(readonly at: string) {
    super(`the event does not fit its schema at "${at}"`);
    this.name = 'InvalidEventError';
  }
}

/** Thrown for an event above `EVENT_MAX_BYTES`. The limits on its parts prevent that. */
export class EventTooLargeError extends RangeError {
  constructor(
    readonly type: string,
    readonly bytes: number,
  ) {
    super(`${type} has ${bytes} bytes; an event may have ${EVENT_MAX_BYTES}`);
    this.name = 'EventTooLargeError';
  }
}

/** Encodes the event as compact JSON in UTF-8. Throws InvalidEventError or EventTooLargeError. */
export function encodeChecked<Event extends { type: string }>(
  compiled: Compiled<Event>,
  event: Event,
): Buffer {
  if (!compiled.check(event)) throw new InvalidEventError(compiled.errorPath(event));
  const bytes = toJsonBytes(event);
  if (bytes.byteLength > EVENT_MAX_BYTES) throw new EventTooLargeError(event.type, bytes.byteLength);
  return bytes;
}
