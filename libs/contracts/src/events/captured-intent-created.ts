import { Type, type Static } from 'typebox';
import { compile } from '../compiled.js';
import { Uuid } from '../ids.js';
import { DEVICE_TYPES } from '../words.js';
import { clipText, TEXT_MAX_BYTES } from './clip-text.js';
import { encodeChecked, envelopeV1, eventSubject } from './envelope.js';

/**
 * `captured_intent.created`, version 1: the assistant has recognised an intent during the conversation. Once per intent and
 * conversation. `confidence` is 0 to 1; `message` is the visitor's text in which the intent was recognised; `chat_count` counts
 * the stored messages without the greeting, the turn that caused the event included.
 */
export const capturedIntentCreatedSchema = envelopeV1(
  'captured_intent.created',
  Type.Object({
    intent_id: Uuid,
    chat_count: Type.Integer({ minimum: 0 }),
    intent_name: Type.String(),
    device_type: Type.Enum(DEVICE_TYPES),
    widget_id: Uuid,
    assistant_id: Uuid,
    conversation_id: Uuid,
    confidence: Type.Number({ minimum: 0, maximum: 1 }),
    message: Type.String(),
  }),
);
export type CapturedIntentCreated = Static<typeof capturedIntentCreatedSchema>;

export const CAPTURED_INTENT_CREATED_SUBJECT = eventSubject('captured_intent.created', 1);

export const compiledCapturedIntentCreated = compile(capturedIntentCreatedSchema);

/** The bytes to store in the outbox; `message` is clipped to TEXT_MAX_BYTES. Throws InvalidEventError. */
export function encodeCapturedIntentCreated(event: CapturedIntentCreated): Buffer {
  const message = clipText(event.data.message.toWellFormed(), TEXT_MAX_BYTES);
  return encodeChecked(compiledCapturedIntentCreated, { ...event, data: { ...event.data, message } });
}

/** The event that the guide's example body is rendered from; the guide's conversation id lacks a digit, which is added here. */
export const capturedIntentCreatedExample: CapturedIntentCreated = {
  id: '012ec784-e78d-80c2-a729-101c148de8c2',
  type: 'captured_intent.created',
  version: 1,
  workspace_id: '018cd9c0-1f3a-7c55-9b0e-3a1d5be0a6f1',
  committed_at: '2024-04-10T18:16:50.092744Z',
  conversation_id: '019ec453-1017-2567-904d-ff39862b3340',
  conversation_seq: 1,
  source: { assistant_id: '018eb657-5027-7a36-ad61-77e2bd4ec683', form_id: null },
  data: {
    intent_id: '023eca5e-a584-1002-960d-4857d7d28c67',
    chat_count: 2,
    intent_name: 'SALES',
    device_type: 'mobile',
    widget_id: '018eb656-5692-7a92-836b-80e2cd1eca56',
    assistant_id: '018eb657-5027-7a36-ad61-77e2bd4ec683',
    conversation_id: '019ec453-1017-2567-904d-ff39862b3340',
    confidence: 0.91,
    message: 'i would like to talk to sales',
  },
};
