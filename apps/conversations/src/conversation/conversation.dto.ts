import { toApiTime } from '@flowforge/contracts/time';
import {
  type Channel,
  CHANNELS,
  CLOSED_REASONS,
  type ClosedReason,
  DEVICE_TYPES,
  type DeviceType,
  MESSAGE_ROLES,
  type MessageRole,
} from '@flowforge/contracts/words';
import {
  ChoiceField,
  IdField,
  IntegerField,
  MapField,
  TextField,
  TimeField,
} from '@flowforge/service-kit/http/fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { TimeRangeListQueryDto } from '../time-range/time-range.dto.js';
import type { ConversationSummary } from './conversation.store.js';

const STATUSES = ['open', 'closed'] as const;
type Status = (typeof STATUSES)[number];

const CAPTURES = ['form', 'intent'] as const;
type Capture = (typeof CAPTURES)[number];

export class ConversationQueryDto extends TimeRangeListQueryDto('conversations that started') {
  @IdField({ description: 'Only conversations with this assistant. Default: all.', optional: true })
  assistant_id?: string;

  @IdField({ description: 'Only conversations through this widget. Default: all.', optional: true })
  widget_id?: string;

  @IdField({ description: 'Only conversations of this contact. Default: all.', optional: true })
  contact_id?: string;

  @ChoiceField({
    description: 'Only open or only closed conversations. Default: both.',
    optional: true,
    choices: STATUSES,
  })
  status?: Status;

  @ChoiceField({
    description: 'Only conversations in which a form, or an intent, was captured. Default: all.',
    optional: true,
    choices: CAPTURES,
  })
  has?: Capture;
}

/** A conversation in an answer. */
export class ConversationDto {
  @IdField({ description: 'The id of the conversation.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  id: string;

  @IdField({ description: 'The assistant that answers.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  assistant_id: string;

  @IdField({
    description: 'The widget that the visitor uses.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  widget_id: string;

  @ChoiceField({ description: 'The channel of the widget.', example: 'chat', choices: CHANNELS })
  channel: Channel;

  @ChoiceField({ description: '`open`, or `closed` for good.', example: 'open', choices: STATUSES })
  status: Status;

  @ChoiceField({
    description: 'The kind of device of the visitor.',
    example: 'mobile',
    choices: DEVICE_TYPES,
  })
  device_type: DeviceType;

  @MapField({
    description: 'The data that the page gave at the start; empty when it gave none.',
    example: { page: '/products' },
  })
  attributes: Record<string, unknown>;

  @IdField({
    description: 'The contact of the visitor; null until a form identifies one.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
    nullable: true,
  })
  contact_id: string | null;

  @TextField({
    description: "The text of the visitor's first message; null before it.",
    example: 'hi',
    nullable: true,
    max: 4_000,
  })
  first_message: string | null;

  @IntegerField({ description: 'Number of messages, without the greeting.', example: 2, min: 0, max: 2_000 })
  chat_count: number;

  @IntegerField({ description: 'Number of forms that were captured in it.', example: 1, min: 0 })
  captured_form_count: number;

  @IntegerField({ description: 'Number of intents that were captured in it.', example: 1, min: 0 })
  captured_intent_count: number;

  @ChoiceField({
    description: 'Who wrote the last message, the greeting included; null without any message.',
    example: 'assistant',
    nullable: true,
    choices: MESSAGE_ROLES,
  })
  last_message_role: MessageRole | null;

  @TextField({
    description: 'The first 200 characters of the last message; null without any message.',
    example: 'Hello! How can I help?',
    nullable: true,
    max: 200,
  })
  last_message_preview: string | null;

  @TimeField({
    description: 'When the last message was stored; null without any message.',
    example: '2026-11-22T14:54:32.123Z',
    nullable: true,
  })
  last_message_at: string | null;

  @TimeField({ description: 'When it started.', example: '2026-11-22T14:54:32.123Z' })
  started_at: string;

  @TimeField({
    description: 'When the last message, form or event was stored.',
    example: '2026-11-22T14:54:32.123Z',
  })
  last_activity_at: string;

  @TimeField({
    description: 'When it was closed; null while it is open.',
    example: '2026-11-22T14:54:32.123Z',
    nullable: true,
  })
  ended_at: string | null;

  @ChoiceField({
    description: 'Why it was closed; null while it is open.',
    example: 'visitor',
    nullable: true,
    choices: CLOSED_REASONS,
  })
  closed_reason: ClosedReason | null;
}

export class ConversationListDto extends ListDto(ConversationDto) {}

export function conversationDto(row: ConversationSummary): ConversationDto {
  return {
    id: row.id,
    assistant_id: row.assistantId,
    widget_id: row.widgetId,
    channel: row.channel,
    status: row.endedAt === null ? 'open' : 'closed',
    device_type: row.deviceType,
    attributes: row.attributes,
    contact_id: row.contactId,
    first_message: row.firstMessage,
    chat_count: row.chatCount,
    captured_form_count: row.capturedForms,
    captured_intent_count: row.capturedIntents,
    last_message_role: row.lastRole,
    last_message_preview: row.lastText,
    last_message_at: row.lastMessageAt === null ? null : toApiTime(row.lastMessageAt),
    started_at: toApiTime(row.startedAt),
    last_activity_at: toApiTime(row.lastActivityAt),
    ended_at: row.endedAt === null ? null : toApiTime(row.endedAt),
    closed_reason: row.closedReason,
  };
}
