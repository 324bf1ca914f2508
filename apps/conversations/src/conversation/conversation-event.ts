import type { CapturedFormCreated } from '@flowforge/contracts/events/captured-form-created';
import type { CapturedIntentCreated } from '@flowforge/contracts/events/captured-intent-created';
import type { ConversationClosed } from '@flowforge/contracts/events/conversation-closed';
import type { TranscriptMessage } from '@flowforge/contracts/events/transcript';
import type { Instant } from '@flowforge/contracts/time';
import { type Conversation, type ConversationEnd, durationSeconds } from './conversation.js';

/** The event's id, and the database's clock after the conversation's lock was taken. */
export interface EventMetadata {
  eventId: string;
  now: Instant;
}

/** The part of a captured form that its event carries. */
export interface CapturedFormFact {
  id: string;
  formId: string;
  formName: string;
  fieldValues: CapturedFormCreated['data']['field_values'];
}

/** The part of a captured intent that its event carries. */
export interface CapturedIntentFact {
  intentId: string;
  intentName: string;
  confidence: number;
  message: string;
}

/** The event of a captured form, with the next number of the conversation. */
export function capturedFormCreated(
  conversation: Conversation,
  metadata: EventMetadata,
  fact: CapturedFormFact,
): CapturedFormCreated {
  return {
    ...header(conversation, metadata, 'captured_form.created', fact.formId),
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

/** The event of a captured intent. `conversation` counts the turn already. */
export function capturedIntentCreated(
  conversation: Conversation,
  metadata: EventMetadata,
  fact: CapturedIntentFact,
): CapturedIntentCreated {
  return {
    ...header(conversation, metadata, 'captured_intent.created', null),
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

/** The event of a closed conversation, with the whole transcript; the encoder shortens a long one. */
export function conversationClosed(
  conversation: Conversation,
  metadata: EventMetadata,
  end: ConversationEnd,
  transcript: TranscriptMessage[],
): ConversationClosed {
  return {
    ...header(conversation, metadata, 'conversation.closed', null),
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
  metadata: EventMetadata,
  type: Type,
  formId: string | null,
) {
  return {
    id: metadata.eventId,
    type,
    version: 1 as const,
    workspace_id: conversation.workspaceId,
    committed_at: metadata.now,
    conversation_id: conversation.id,
    conversation_seq: conversation.eventSeq + 1,
    source: { assistant_id: conversation.assistantId, form_id: formId },
  };
}
