import { toApiTime } from '@flowforge/contracts/time';
import { MESSAGE_ROLES, type MessageRole } from '@flowforge/contracts/words';
import { ChoiceField, IdField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import type { Message } from './message.js';

/** A message as the API shows it. */
export class MessageDto {
  @IdField({ description: 'The message.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  id: string;

  @ChoiceField({ description: 'Who wrote it.', example: 'assistant', choices: MESSAGE_ROLES })
  role: MessageRole;

  @TextField({ description: 'What was written.', example: 'Hello! How can I help?', max: 4_000 })
  text: string;

  @TimeField({ description: 'When it was stored.', example: '2026-11-22T14:54:32.123Z' })
  created_at: string;
}

export class MessageListDto extends ListDto(MessageDto, 'oldest first') {}

export function messageDto(message: Message): MessageDto {
  return { id: message.id, role: message.role, text: message.text, created_at: toApiTime(message.createdAt) };
}
