import type { CapturedFormCreated } from '../events/captured-form-created.js';
import type { CapturedIntentCreated } from '../events/captured-intent-created.js';
import type { ConversationClosed } from '../events/conversation-closed.js';
import type { DomainEvent } from '../events/event.js';
import { toApiTime } from '../time.js';
import type { WebhookBody } from './webhook-body.js';

/**
 * The keys of `2024-04` in the same order, and then more: canonical names, null for what is not known, RFC 3339 times
 * in milliseconds.
 *
 * RELEASED: this file never changes. Every retry of every delivery must have the first attempt's bytes, and receivers
 * have written code against them. A change is a new payload version in a file of its own.
 */
export function bodyOf202605(event: DomainEvent): WebhookBody {
  return {
    id: event.id,
    data: dataOf(event),
    event: event.type,
    object: 'event',
    created_at: toApiTime(event.committed_at),
  };
}

function dataOf(event: DomainEvent): object {
  switch (event.type) {
    case 'captured_form.created':
      return formData(event);
    case 'captured_intent.created':
      return intentData(event);
    case 'conversation.closed':
      return closedData(event);
  }
}

function formData({ data }: CapturedFormCreated): object {
  return {
    form_id: data.form_id,
    form_name: data.form_name,
    widget_id: data.widget_id,
    assistant_id: data.assistant_id,
    field_values: data.field_values,
    conversation_id: data.conversation_id,
    captured_form_id: data.captured_form_id,
    attributes: data.attributes,
    device_type: data.device_type,
    contact_id: data.contact_id,
  };
}

function intentData({ data }: CapturedIntentCreated): object {
  return {
    intent_id: data.intent_id,
    chat_count: data.chat_count,
    intent_name: data.intent_name,
    device_type: data.device_type,
    widget_id: data.widget_id,
    assistant_id: data.assistant_id,
    conversation_id: data.conversation_id,
    confidence: data.confidence,
    message: data.message,
  };
}

function closedData({ data }: ConversationClosed): object {
  return {
    widget_id: data.widget_id,
    chat_count: data.chat_count,
    contact_id: data.contact_id,
    device_type: data.device_type,
    assistant_id: data.assistant_id,
    first_message: data.first_message,
    conversation_id: data.conversation_id,
    closed_reason: data.closed_reason,
    ended_at: toApiTime(data.ended_at),
    duration_seconds: data.duration_seconds,
    transcript: data.transcript.map(({ role, content, ts }) => ({ role, content, ts: toApiTime(ts) })),
    transcript_truncated: data.transcript_truncated,
    attributes: data.attributes,
  };
}
