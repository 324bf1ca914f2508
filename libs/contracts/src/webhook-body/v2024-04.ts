import type { CapturedFormCreated } from '../events/captured-form-created.js';
import type { CapturedIntentCreated } from '../events/captured-intent-created.js';
import type { ConversationClosed } from '../events/conversation-closed.js';
import type { DomainEvent } from '../events/event.js';
import { toGuideTime } from '../time.js';
import type { WebhookBody } from './webhook-body.js';

/** How the guide prints what is not known. */
const UNKNOWN = 'None';

/**
 * The guide's bodies to the letter: its keys in its order, its event names, its times.
 *
 * RELEASED: this file never changes. Every retry of every delivery must have the first attempt's bytes, and receivers
 * have written code against them. A change is a new payload version in a file of its own.
 */
export function bodyOf202404(event: DomainEvent): WebhookBody {
  const created_at = toGuideTime(event.committed_at);
  switch (event.type) {
    case 'captured_form.created':
      return {
        id: event.id,
        data: formData(event),
        event: 'capturedform.created',
        object: 'event',
        created_at,
      };
    case 'captured_intent.created':
      return {
        id: event.id,
        data: intentData(event),
        event: 'capturedintent.created',
        object: 'event',
        created_at,
      };
    case 'conversation.closed':
      return {
        id: event.id,
        data: closedData(event),
        event: 'conversation.closed',
        object: 'event',
        created_at,
      };
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
  };
}

function closedData({ data }: ConversationClosed): object {
  return {
    widget_id: data.widget_id,
    chat_count: data.chat_count,
    contact_id: data.contact_id ?? UNKNOWN,
    device_type: data.device_type,
    assistant_id: data.assistant_id,
    first_message: data.first_message === null ? UNKNOWN : `User: ${data.first_message}`,
    conversation_id: data.conversation_id,
  };
}
