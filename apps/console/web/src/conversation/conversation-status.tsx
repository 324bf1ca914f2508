import { Status } from '@flowforge/design-system/badge/badge';
import type { Conversation } from '../api/conversations.js';

const REASONS: Readonly<Record<NonNullable<Conversation['closed_reason']>, string>> = {
  visitor: 'Closed by the visitor',
  assistant: 'Closed by the assistant',
  agent: 'Closed by your team',
  idle: 'Closed after silence',
  hangup: 'The caller hung up',
  max_duration: 'Closed at its longest duration',
};

/** Whether a conversation is open, and who has closed it. */
export function ConversationStatus({
  conversation: { status, closed_reason },
}: {
  conversation: Conversation;
}) {
  return status === 'open' ? (
    <Status tone="success" icon="running">
      Open
    </Status>
  ) : (
    <Status tone="neutral" icon="ok">
      {closed_reason === null ? 'Closed' : REASONS[closed_reason]}
    </Status>
  );
}
