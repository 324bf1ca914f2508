import { CLOSED_REASONS, type ClosedReason } from '@flowforge/contracts/words';
import { ChoiceField, IdField, TimeField } from '@flowforge/service-kit/http/fields';

/** A body without fields; every field is an unknown one. */
export class CloseConversationDto {}

export class ClosedConversationDto {
  @IdField({ description: 'The id of the conversation.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  conversation_id: string;

  @ChoiceField({ description: 'Always `closed`.', example: 'closed', choices: ['closed'] })
  status: 'closed';

  @ChoiceField({
    description: 'Why it was closed, by the first request that closed it.',
    example: 'visitor',
    choices: CLOSED_REASONS,
  })
  closed_reason: ClosedReason;

  @TimeField({
    description: 'When it was closed: RFC 3339, UTC, milliseconds.',
    example: '2026-11-22T14:54:32.123Z',
  })
  ended_at: string;
}
