import fc from 'fast-check';
import { fromMicros } from '../time.js';
import { CLOSED_REASONS, DEVICE_TYPES, MESSAGE_ROLES } from '../words.js';
import type { Attributes } from './attributes.js';
import type { CapturedFormCreated } from './captured-form-created.js';
import type { CapturedIntentCreated } from './captured-intent-created.js';
import type { ConversationClosed } from './conversation-closed.js';
import type { DomainEvent } from './event.js';

/** Generators of valid events, for tests only. Their texts can contain any character, including lone surrogates and NUL. */

const uuid = fc.uuid();
const uuidOrNull = fc.option(uuid);
const instant = fc.integer({ min: 0, max: 7_000_000_000_000_000 }).map(fromMicros);
export const anyText = fc.string({ unit: 'binary', maxLength: 200 });
const attributes: fc.Arbitrary<Attributes> = fc.dictionary(anyText, fc.jsonValue({ maxDepth: 3 }), {
  maxKeys: 5,
});
const fieldName = fc.stringMatching(/^[a-z][a-z0-9_]{0,63}$/);
const fieldValue = fc.oneof(
  anyText,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(anyText, { maxLength: 3 }),
);

const header = {
  id: uuid,
  version: fc.constant(1 as const),
  workspace_id: uuid,
  committed_at: instant,
  conversation_id: uuid,
  conversation_seq: fc.integer({ min: 1 }),
  source: fc.record({ assistant_id: uuid, form_id: uuidOrNull }),
};

export const anyCapturedForm: fc.Arbitrary<CapturedFormCreated> = fc.record({
  ...header,
  type: fc.constant('captured_form.created' as const),
  data: fc.record({
    form_id: uuid,
    form_name: anyText,
    widget_id: uuid,
    assistant_id: uuid,
    field_values: fc.dictionary(fieldName, fieldValue, { maxKeys: 10, noNullPrototype: true }),
    conversation_id: uuid,
    captured_form_id: uuid,
    attributes,
    device_type: fc.constantFrom(...DEVICE_TYPES),
    contact_id: uuidOrNull,
  }),
});

export const anyCapturedIntent: fc.Arbitrary<CapturedIntentCreated> = fc.record({
  ...header,
  type: fc.constant('captured_intent.created' as const),
  data: fc.record({
    intent_id: uuid,
    chat_count: fc.nat(),
    intent_name: anyText,
    device_type: fc.constantFrom(...DEVICE_TYPES),
    widget_id: uuid,
    assistant_id: uuid,
    conversation_id: uuid,
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    message: anyText,
  }),
});

export const anyMessage = fc.record({
  role: fc.constantFrom(...MESSAGE_ROLES),
  content: anyText,
  ts: instant,
});

export const anyConversationClosed: fc.Arbitrary<ConversationClosed> = fc.record({
  ...header,
  type: fc.constant('conversation.closed' as const),
  data: fc.record({
    widget_id: uuid,
    chat_count: fc.nat(),
    contact_id: uuidOrNull,
    device_type: fc.constantFrom(...DEVICE_TYPES),
    assistant_id: uuid,
    first_message: fc.option(anyText),
    conversation_id: uuid,
    closed_reason: fc.constantFrom(...CLOSED_REASONS),
    started_at: instant,
    ended_at: instant,
    duration_seconds: fc.nat(),
    transcript: fc.array(anyMessage, { maxLength: 20 }),
    transcript_truncated: fc.boolean(),
    attributes,
  }),
});

export const anyEvent: fc.Arbitrary<DomainEvent> = fc.oneof(
  anyCapturedForm,
  anyCapturedIntent,
  anyConversationClosed,
);
