import { toApiTime } from '@flowforge/contracts/time';
import { IdField, NumberField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { TimeRangeListQueryDto } from '../time-range/time-range.dto.js';
import type { CapturedIntent } from './captured-intent.store.js';

export class CapturedIntentQueryDto extends TimeRangeListQueryDto('captures that were stored') {
  @IdField({ description: 'Only captures of this intent. Default: all.', optional: true })
  intent_id?: string;

  @IdField({ description: 'Only captures in this conversation. Default: all.', optional: true })
  conversation_id?: string;

  @IdField({ description: 'Only captures by this assistant. Default: all.', optional: true })
  assistant_id?: string;

  @IdField({ description: 'Only captures through this widget. Default: all.', optional: true })
  widget_id?: string;
}

/** A captured intent in an answer. */
export class CapturedIntentDto {
  @IdField({ description: 'The id of the captured intent.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  id: string;

  @IdField({ description: 'The id of the intent.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  intent_id: string;

  @TextField({ description: 'The name of the intent when it was captured.', example: 'SALES', max: 200 })
  intent_name: string;

  @IdField({ description: 'The conversation in which it was recognised.' })
  conversation_id: string;

  @IdField({ description: 'The assistant of the conversation.' })
  assistant_id: string;

  @IdField({
    description: 'The widget of the conversation.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  widget_id: string;

  @IdField({ description: 'The id of the message in which it was recognised.' })
  message_id: string;

  @TextField({
    description: 'The text of that message.',
    example: 'I would like to talk to sales',
    max: 4_000,
  })
  message: string;

  @NumberField({ description: 'The confidence of the recognition, 0 to 1.', example: 0.91 })
  confidence: number;

  @IdField({
    description: 'The next best guess. Null when there was none.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7c',
    nullable: true,
  })
  runner_up_intent_id: string | null;

  @NumberField({
    description: 'The confidence of the next best guess, 0 to 1. Null when there was none.',
    example: 0.12,
    nullable: true,
  })
  runner_up_confidence: number | null;

  @IdField({
    description: 'The id of its event; webhooks carry it in the header `webhook-id`.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
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
    runner_up_intent_id: captured.runnerUpIntentId,
    runner_up_confidence: captured.runnerUpConfidence,
    event_id: captured.eventId,
    created_at: toApiTime(captured.createdAt),
  };
}
