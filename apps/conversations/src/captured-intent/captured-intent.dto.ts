import { toApiTime } from '@flowforge/contracts/time';
import { IdField, NumberField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { ListDto, ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import type { CapturedIntent } from './captured-intent.store.js';

export class CapturedIntentQueryDto extends ListQueryDto {
  @IdField({ description: 'Only of this intent.', optional: true })
  intent_id?: string;

  @IdField({ description: 'Only of this conversation.', optional: true })
  conversation_id?: string;

  @IdField({ description: 'Only of this assistant.', optional: true })
  assistant_id?: string;

  @IdField({ description: 'Only through this widget.', optional: true })
  widget_id?: string;
}

/** A captured intent as the API shows it. */
export class CapturedIntentDto {
  @IdField({ description: 'The captured intent.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  id: string;

  @IdField({ description: 'The intent.' })
  intent_id: string;

  @TextField({ description: 'Its name at that time.', example: 'SALES', max: 200 })
  intent_name: string;

  @IdField({ description: 'Where it was recognised.' })
  conversation_id: string;

  @IdField({ description: 'Who recognised it.' })
  assistant_id: string;

  @IdField({ description: 'Where the visitor was.' })
  widget_id: string;

  @IdField({ description: 'The message that showed it.' })
  message_id: string;

  @TextField({ description: 'Its text.', example: 'I would like to talk to sales', max: 4_000 })
  message: string;

  @NumberField({ description: 'How sure the assistant was, 0 to 1.', example: 0.91 })
  confidence: number;

  @IdField({ description: 'The event that told of it: `webhook-id`.' })
  event_id: string;

  @TimeField({ description: 'When it was captured.', example: '2026-11-22T14:54:32.123Z' })
  created_at: string;
}

export class CapturedIntentListDto extends ListDto(CapturedIntentDto) {}

export function capturedIntentDto(captured: CapturedIntent): CapturedIntentDto {
  return {
    id: captured.id,
    intent_id: captured.intentId,
    intent_name: captured.intentName,
    conversation_id: captured.conversationId,
    assistant_id: captured.assistantId,
    widget_id: captured.widgetId,
    message_id: captured.messageId,
    message: captured.message,
    confidence: captured.confidence,
    event_id: captured.eventId,
    created_at: toApiTime(captured.createdAt),
  };
}
