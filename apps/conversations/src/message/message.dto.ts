import { toApiTime } from '@flowforge/contracts/time';
import { MESSAGE_ROLES, type MessageRole } from '@flowforge/contracts/words';
import { numberFromDigits } from '@flowforge/service-kit/http/digits';
import { ChoiceField, IdField, IntegerField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { DEFAULT_LIMIT, invalidCursor, ListDto, ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import type { Page } from '@flowforge/postgres/page';
import { Transform } from 'class-transformer';
import { decodeMessageCursor, type MessageList } from './message-cursor.js';
import type { Message } from './message.js';

export class MessageListQueryDto extends ListQueryDto {
  @Transform(({ value }: { value: unknown }) => numberFromDigits(value))
  @IntegerField({
    description:
      'Only messages with a higher `seq`, written in digits only. Default 0: from the first one. Ignored with `cursor`.',
    example: 4,
    optional: true,
    min: 0,
    max: 2_000,
  })
  after_seq?: number;
}

/**
 * Where a page begins and how long it may be.
 *
 * @throws Problem 400 `invalid_cursor` for a cursor of another list
 */
export function positionOf(query: MessageListQueryDto, list: MessageList): { after: number; limit: number } {
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (query.cursor === undefined) return { after: query.after_seq ?? 0, limit };
  const after = decodeMessageCursor(list, query.cursor);
  if (after === null) throw invalidCursor();
  return { after, limit };
}

/** A message in an answer. */
export class MessageDto {
  @IdField({ description: 'The id of the message.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  id: string;

  @IntegerField({
    description: 'The number of the message in the conversation: 1, 2, 3 … without gaps.',
    example: 1,
    min: 1,
    max: 2_000,
  })
  seq: number;

  @ChoiceField({
    description: 'Who wrote it: the visitor, the assistant, or a person of the business (`agent`).',
    example: 'assistant',
    choices: MESSAGE_ROLES,
  })
  role: MessageRole;

  @TextField({
    description: 'The text, 1 to 4,000 characters. Webhooks call it `content`.',
    example: 'Hello! How can I help?',
    max: 4_000,
  })
  text: string;

  @TimeField({
    description: 'When it was stored: RFC 3339, UTC, milliseconds. Webhooks call it `ts`.',
    example: '2026-11-22T14:54:32.123Z',
  })
  created_at: string;
}

export class MessageListDto extends ListDto(MessageDto, 'oldest first') {}

export function messageDto(message: Message): MessageDto {
  return {
    id: message.id,
    seq: message.seq,
    role: message.role,
    text: message.text,
    created_at: toApiTime(message.createdAt),
  };
}

export function messageListDto({ items, next_cursor }: Page<Message>): Page<MessageDto> {
  return { items: items.map(messageDto), next_cursor };
}
