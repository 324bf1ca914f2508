import type { CapturedFormCreated } from '@flowforge/contracts/events/captured-form-created';
import type { CapturedIntentCreated } from '@flowforge/contracts/events/captured-intent-created';
import type { ConversationClosed } from '@flowforge/contracts/events/conversation-closed';
import type { TranscriptMessage } from '@flowforge/contracts/events/transcript';
import type { Instant } from '@flowforge/contracts/time';
import { type Conversation, type ConversationEnd, durationSeconds } from './conversation.js';

/** Where an event stands: its id and the clock after the conversation's lock was taken. */
export interface Occasion {
  eventId: string;
  now: Instant;
}

/** What of a captured form goes into its event. */
export interface CapturedFormFact {
  id: string;
  formId: string;
  formName: string;
  fieldValues: CapturedFormCreated['data']['field_values'];
}

/** What of a captured intent goes into its event. */
export interface CapturedIntentFact {
  intentId: string;
  intentName: string;
  confidence: number;
  message: string;
}

/** The event of a captured form, numbered after the conversation's last. */
export function capturedFormCreated(
  conversation: Conversation,
  occasion: Occasion,
  fact: CapturedFormFact,
): CapturedFormCreated {
  return {
    ...header(conversation, occasion, 'captured_form.created', fact.formId),
    data: {
      form_id: fact.formId,
      form_name: fact.formName,
      widget_id: conversation.widgetId,
      assistant_id: conversation.assistantId,
      field_values: fact.fieldValues,
      conversation_id: conversation.id,
      captured_form_id: fact.id,
      attributes: conversation.attributes,
      device_type: conversation.deviceType,
      contact_id: conversation.contactId,
    },
  };
}

/** The event of a captured intent; `conversation` already counts the turn that showed it. */
export function capturedIntentCreated(
  conversation: Conversation,
  occasion: Occasion,
  fact: CapturedIntentFact,
): CapturedIntentCreated {
  return {
    ...header(conversation, occasion, 'captured_intent.created', null),
    data: {
      intent_id: fact.intentId,
      chat_count: conversation.chatCount,
      intent_name: fact.intentName,
      device_type: conversation.deviceType,
      widget_id: conversation.widgetId,
      assistant_id: conversation.assistantId,
      conversation_id: conversation.id,
      confidence: fact.confidence,
      message: fact.message,
    },
  };
}

/** The event of a conversation's end, with the whole transcript; the encoder bounds it. */
export function conversationClosed(
  conversation: Conversation,
  occasion: Occasion,
  end: ConversationEnd,
  transcript: TranscriptMessage[],
): ConversationClosed {
  return {
    ...header(conversation, occasion, 'conversation.closed', null),
    data: {
      widget_id: conversation.widgetId,
      chat_count: conversation.chatCount,
      contact_id: conversation.contactId,
      device_type: conversation.deviceType,
      assistant_id: conversation.assistantId,
      first_message: conversation.firstMessage,
      conversation_id: conversation.id,
      closed_reason: end.reason,
      started_at: conversation.startedAt,
      ended_at: end.at,
      duration_seconds: durationSeconds(conversation, end.at),
      transcript,
      transcript_truncated: false,
      attributes: conversation.attributes,
    },
  };
}

function header<const Type extends string>(
  conversation: Conversation,
  occasion: Occasion,
  type: Type,
  formId: string | null,
) {
  return {
    id: occasion.eventId,
    type,
    version: 1 as const,
    workspace_id: conversation.workspaceId,
    committed_at: occasion.now,
    conversation_id: conversation.id,
    conversation_seq: conversation.eventSeq + 1,
    source: { assistant_id: conversation.assistantId, form_id: formId },
  };
}
