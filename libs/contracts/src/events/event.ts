import { Type } from 'typebox';
import { compile, type Compiled } from '../compiled.js';
import { malformed, parseJson, unknownVersion, type Decoded } from '../decoding.js';
import type { EventType } from '../words.js';
import {
  capturedFormCreatedExample,
  compiledCapturedFormCreated,
  encodeCapturedFormCreated,
  type CapturedFormCreated,
} from './captured-form-created.js';
import {
  capturedIntentCreatedExample,
  compiledCapturedIntentCreated,
  encodeCapturedIntentCreated,
  type CapturedIntentCreated,
} from './captured-intent-created.js';
import {
  compiledConversationClosed,
  conversationClosedExample,
  encodeConversationClosed,
  type ConversationClosed,
} from './conversation-closed.js';

/** Any event of this release. */
export type DomainEvent = CapturedFormCreated | CapturedIntentCreated | ConversationClosed;

/** One event of each type, the same in every release: for documentation and tests. Their bodies are those of the guide. */
export const EXAMPLE_EVENTS = {
  'captured_form.created': capturedFormCreatedExample,
  'captured_intent.created': capturedIntentCreatedExample,
  'conversation.closed': conversationClosedExample,
} as const satisfies Record<EventType, DomainEvent>;

const READERS = new Map<string, Compiled<DomainEvent>>([
  ['captured_form.created', compiledCapturedFormCreated],
  ['captured_intent.created', compiledCapturedIntentCreated],
  ['conversation.closed', compiledConversationClosed],
]);

/** The fields that every version of every event has. */
const header = compile(
  Type.Object({
    type: Type.String({ pattern: '^[a-z_]+(\\.[a-z_]+)+$' }),
    version: Type.Integer({ minimum: 1 }),
  }),
);

/** The bytes to store in the outbox. Throws InvalidEventError or EventTooLargeError. */
export function encodeEvent(event: DomainEvent): Buffer {
  switch (event.type) {
    case 'captured_form.created':
      return encodeCapturedFormCreated(event);
    case 'captured_intent.created':
      return encodeCapturedIntentCreated(event);
    case 'conversation.closed':
      return encodeConversationClosed(event);
  }
}

/**
 * Reads an event from the outbox or the stream. Never throws. A type or a version that this release does not know is
 * `unknown_version`: keep the message for a newer release.
 */
export function decodeEvent(bytes: Uint8Array): Decoded<DomainEvent> {
  const value = parseJson(bytes);
  if (!header.check(value)) return malformed(header.errorPath(value));
  const reader = READERS.get(value.type);
  if (reader === undefined) return unknownVersion('/type');
  if (value.version !== 1) return unknownVersion('/version');
  return reader.check(value) ? { ok: true, value } : malformed(reader.errorPath(value));
}
