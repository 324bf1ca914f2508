import { CLOSED_REASONS, DEVICE_TYPES, MESSAGE_ROLES } from '@flowforge/contracts/words';
import type { Schema } from '@flowforge/service-kit/openapi/example-of-schema';

// No `format: uuid`: an id that another system created may be a UUID of any version, which some validators refuse.
const id = (description: string): Schema => ({ type: 'string', description: `${description} A UUID.` });
const nullable = (schema: Schema): Schema => ({ ...schema, type: ['string', 'null'] });
const guideTime = (description: string): Schema => ({
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$',
  description: `${description} UTC, \`YYYY-MM-DD HH:MM:SS\`.`,
});
const time = (description: string): Schema => ({
  type: 'string',
  format: 'date-time',
  description: `${description} RFC 3339, UTC, with milliseconds.`,
});

/** An object whose keys all occur, in this order. */
function object(properties: Record<string, Schema>): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

const widgetId = id('The widget in which the conversation took place.');
const assistantId = id('The assistant that led the conversation.');
const conversationId = id('The conversation.');
const deviceType: Schema = {
  type: 'string',
  enum: [...DEVICE_TYPES],
  description: 'The kind of device that the visitor used.',
};
const chatCount: Schema = {
  type: 'integer',
  minimum: 0,
  description: 'Number of messages in the conversation so far, without the greeting.',
};
const attributes: Schema = {
  type: 'object',
  additionalProperties: true,
  description: 'The attributes that the conversation was started with, unchanged. Empty when there are none.',
};
const contactId = nullable(
  id('The contact that the visitor was recognised as. Null when the visitor was not recognised.'),
);

const formData = {
  form_id: id('The form.'),
  form_name: { type: 'string', description: 'The name of the form when it was submitted.' },
  widget_id: widgetId,
  assistant_id: assistantId,
  field_values: {
    type: 'object',
    additionalProperties: true,
    description: 'The submitted values by field name, in the order of the form.',
  },
  conversation_id: conversationId,
  captured_form_id: id('The captured form, as `GET /v1/captured-forms/{id}` shows it.'),
};

const intentData = {
  intent_id: id('The intent.'),
  chat_count: chatCount,
  intent_name: { type: 'string', description: 'The name of the intent when it was recognised.' },
  device_type: deviceType,
  widget_id: widgetId,
  assistant_id: assistantId,
  conversation_id: conversationId,
};

const transcript: Schema = {
  type: 'array',
  items: object({
    role: { type: 'string', enum: [...MESSAGE_ROLES], description: 'Who wrote the message.' },
    content: { type: 'string', description: 'The text of the message.' },
    ts: time('When the message was stored.'),
  }),
  description:
    'The messages of the conversation, oldest first. The same message has `text` and `created_at` in the API ' +
    '(`GET /v1/conversations/{id}/messages`): there a message is a resource, with the field names of all resources. ' +
    'A transcript has `content` and `ts`, which is the format that tools for chat transcripts read.',
};

/** The `data` of each event in each payload version. */
const DATA = {
  '2024-04': {
    'captured_form.created': object(formData),
    'captured_intent.created': object(intentData),
    'conversation.closed': object({
      widget_id: widgetId,
      chat_count: chatCount,
      contact_id: id('The contact that the visitor was recognised as. The text `None` when not known.'),
      device_type: deviceType,
      assistant_id: assistantId,
      first_message: {
        type: 'string',
        description:
          '`User: ` and the first message of the visitor. The text `None` when there was no message.',
      },
      conversation_id: conversationId,
    }),
  },
  '2026-05': {
    'captured_form.created': object({
      ...formData,
      attributes,
      device_type: deviceType,
      contact_id: contactId,
    }),
    'captured_intent.created': object({
      ...intentData,
      confidence: {
        type: 'number',
        minimum: 0,
        maximum: 1,
        description: 'Confidence of the classifier that the message has this intent, from 0 to 1.',
      },
      message: { type: 'string', description: 'The message in which the intent was recognised.' },
    }),
    'conversation.closed': object({
      widget_id: widgetId,
      chat_count: chatCount,
      contact_id: contactId,
      device_type: deviceType,
      assistant_id: assistantId,
      first_message: {
        type: ['string', 'null'],
        description: 'The first message of the visitor. Null when there was none.',
      },
      conversation_id: conversationId,
      closed_reason: {
        type: 'string',
        enum: [...CLOSED_REASONS],
        description: 'Who or what closed the conversation.',
      },
      ended_at: time('When the conversation was closed.'),
      duration_seconds: {
        type: 'integer',
        minimum: 0,
        description: 'From its start to its end, in seconds.',
      },
      transcript,
      transcript_truncated: {
        type: 'boolean',
        description:
          'True when the oldest messages are missing, or a message was shortened, because the transcript was too long.',
      },
      attributes,
    }),
  },
} as const;

/** Spelling of the events in `2024-04`; `2026-05` uses the canonical names. */
const GUIDE_NAMES = {
  'captured_form.created': 'capturedform.created',
  'captured_intent.created': 'capturedintent.created',
  'conversation.closed': 'conversation.closed',
} as const;

/** The JSON Schema of a webhook's body. */
export function bodySchema(version: keyof typeof DATA, type: keyof typeof GUIDE_NAMES): Schema {
  const isGuide = version === '2024-04';
  const createdAt = 'When the event happened.';
  return {
    ...object({
      id: id('The event, equal in every attempt; use it to ignore repeats. Also in the header `webhook-id`.'),
      data: DATA[version][type],
      event: {
        type: 'string',
        const: isGuide ? GUIDE_NAMES[type] : type,
        description: 'The type of the event.',
      },
      object: { type: 'string', const: 'event', description: 'Always `event`.' },
      created_at: isGuide ? guideTime(createdAt) : time(createdAt),
    }),
    description: `Payload version ${version}.`,
  };
}
