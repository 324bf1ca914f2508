import { toApiTime } from '@flowforge/contracts/time';
import {
  type Channel,
  CHANNELS,
  CLOSED_REASONS,
  type ClosedReason,
  DEVICE_TYPES,
  type DeviceType,
} from '@flowforge/contracts/words';
import {
  ChoiceField,
  IdField,
  IntegerField,
  MapField,
  TextField,
  TimeField,
} from '@flowforge/service-kit/http/fields';
import { ListDto, ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import type { ConversationRow } from './conversation.store.js';

const STATUSES = ['open', 'closed'] as const;
type Status = (typeof STATUSES)[number];

export class ConversationQueryDto extends ListQueryDto {
  @IdField({ description: 'Only of this assistant.', optional: true })
  assistant_id?: string;

  @IdField({ description: 'Only through this widget.', optional: true })
  widget_id?: string;

  @IdField({ description: 'Only with this contact.', optional: true })
  contact_id?: string;

  @ChoiceField({ description: 'Only those that are open, or closed.', optional: true, choices: STATUSES })
  status?: Status;
}

/** A conversation as the business sees it. */
export class ConversationDto {
  @IdField({ description: 'The conversation.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  id: string;

  @IdField({ description: 'Who talks.' })
  assistant_id: string;

  @IdField({ description: 'Where the visitor is.' })
  widget_id: string;

  @ChoiceField({ description: 'How they talk.', example: 'chat', choices: CHANNELS })
  channel: Channel;

  @ChoiceField({ description: 'Whether it has ended.', example: 'open', choices: STATUSES })
  status: Status;

  @ChoiceField({ description: 'What the visitor uses.', example: 'mobile', choices: DEVICE_TYPES })
  device_type: DeviceType;

  @MapField({ description: 'What the page put on it.', example: { page: '/hire' } })
  attributes: Record<string, unknown>;

  @IdField({ description: 'Who the visitor is, if known.', nullable: true })
  contact_id: string | null;

  @TextField({ description: "The visitor's first text.", example: 'hi', nullable: true, max: 4_000 })
  first_message: string | null;

  @IntegerField({ description: 'Messages, the greeting not counted.', example: 2, min: 0, max: 2_000 })
  chat_count: number;

  @TimeField({ description: 'When it began.', example: '2026-11-22T14:54:32.123Z' })
  started_at: string;

  @TimeField({ description: 'When something last happened in it.', example: '2026-11-22T14:54:32.123Z' })
  last_activity_at: string;

  @TimeField({ description: 'When it ended.', example: '2026-11-22T14:54:32.123Z', nullable: true })
  ended_at: string | null;

  @ChoiceField({
    description: 'Who or what ended it.',
    example: 'visitor',
    nullable: true,
    choices: CLOSED_REASONS,
  })
  closed_reason: ClosedReason | null;
}

export class ConversationListDto extends ListDto(ConversationDto) {}

export function conversationDto(row: ConversationRow): ConversationDto {
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
    started_at: toApiTime(row.startedAt),
    last_activity_at: toApiTime(row.lastActivityAt),
    ended_at: row.endedAt === null ? null : toApiTime(row.endedAt),
    closed_reason: row.closedReason,
  };
}
