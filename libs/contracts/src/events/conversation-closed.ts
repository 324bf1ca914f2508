import { Type, type Static } from 'typebox';
import { compile } from '../compiled.js';
import { Uuid } from '../ids.js';
import { InstantSchema } from '../time.js';
import { wellFormed } from '../well-formed.js';
import { CLOSED_REASONS, DEVICE_TYPES } from '../words.js';
import { AttributesSchema } from './attributes.js';
import { clipText, jsonBytes, TEXT_MAX_BYTES } from './clip-text.js';
import { encodeChecked, envelopeV1, EVENT_MAX_BYTES, eventSubject } from './envelope.js';
import { boundTranscript, TranscriptMessageSchema } from './transcript.js';

/**
 * `conversation.closed`, version 1: a conversation has ended, in chat or by phone, for any reason.
 * Once per conversation. `chat_count` counts the stored messages without the greeting; `first_message` is the
 * visitor's first text, null without one; `duration_seconds` is whole seconds from `started_at` to `ended_at`.
 */
export const conversationClosedSchema = envelopeV1(
  'conversation.closed',
  Type.Object({
    widget_id: Uuid,
    chat_count: Type.Integer({ minimum: 0 }),
    contact_id: Type.Union([Uuid, Type.Null()]),
    device_type: Type.Enum(DEVICE_TYPES),
    assistant_id: Uuid,
    first_message: Type.Union([Type.String(), Type.Null()]),
    conversation_id: Uuid,
    closed_reason: Type.Enum(CLOSED_REASONS),
    started_at: InstantSchema,
    ended_at: InstantSchema,
    duration_seconds: Type.Integer({ minimum: 0 }),
    transcript: Type.Array(TranscriptMessageSchema),
    transcript_truncated: Type.Boolean(),
    attributes: AttributesSchema,
  }),
);
export type ConversationClosed = Static<typeof conversationClosedSchema>;

export const CONVERSATION_CLOSED_SUBJECT = eventSubject('conversation.closed', 1);

export const compiledConversationClosed = compile(conversationClosedSchema);

/**
 * The bytes to store in the outbox, from an event with the complete transcript. Messages that do not fit into the maximum size are
 * left out, and `transcript_truncated` is then true. Throws InvalidEventError.
 */
export function encodeConversationClosed(event: ConversationClosed): Buffer {
  // Lone surrogates are replaced before the size is measured: U+FFFD takes 3 bytes, the escape of a lone surrogate 6.
  return encodeChecked(compiledConversationClosed, fitEvent(wellFormed(event)));
}

function fitEvent(event: ConversationClosed): ConversationClosed {
  const { first_message: first, transcript, transcript_truncated: truncatedBefore } = event.data;
  const first_message = first === null ? null : clipText(first, TEXT_MAX_BYTES);
  const bare = {
    ...event,
    data: { ...event.data, first_message, transcript: [], transcript_truncated: false },
  };
  // Measured with `false`, which is longer than `true`: the event does not grow when the value becomes `true`.
  const bounded = boundTranscript(transcript, EVENT_MAX_BYTES - jsonBytes(bare) + '[]'.length);
  const transcript_truncated = truncatedBefore || bounded.truncated;
  return { ...bare, data: { ...bare.data, transcript: bounded.transcript, transcript_truncated } };
}

/** The event that the guide's example body is rendered from. */
export const conversationClosedExample: ConversationClosed = {
  id: '018ec93a-1393-7002-a528-199c149be8e3',
  type: 'conversation.closed',
  version: 1,
  workspace_id: '018cd9c0-1f3a-7c55-9b0e-3a1d5be0a6f1',
  committed_at: '2024-04-10T18:16:50.638211Z',
  conversation_id: '018ec933-3037-7469-80d8-ff393043b889',
  conversation_seq: 1,
  source: { assistant_id: '018eb657-5027-7a36-836b-77e2cd1ec683', form_id: null },
  data: {
    widget_id: '018eb657-e189-7219-960d-4535d7d24d99',
    chat_count: 2,
    contact_id: null,
    device_type: 'desktop',
    assistant_id: '018eb657-5027-7a36-836b-77e2cd1ec683',
    first_message: 'hi may i know how much is flu jab',
    conversation_id: '018ec933-3037-7469-80d8-ff393043b889',
    closed_reason: 'visitor',
    started_at: '2024-04-10T18:09:18.903560Z',
    ended_at: '2024-04-10T18:16:50.638211Z',
    duration_seconds: 451,
    transcript: [
      { role: 'visitor', content: 'hi may i know how much is flu jab', ts: '2024-04-10T18:09:31.250017Z' },
      { role: 'assistant', content: 'A flu jab is 25 dollars.', ts: '2024-04-10T18:09:31.498802Z' },
    ],
    transcript_truncated: false,
    attributes: {},
  },
};
