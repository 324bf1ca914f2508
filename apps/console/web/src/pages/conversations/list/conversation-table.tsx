import { Badge, Status } from '@flowforge/design-system/badge/badge';
import { plural } from '@flowforge/design-system/format/number.ts';
import { type Column, Table } from '@flowforge/design-system/table/table';
import { Time } from '@flowforge/design-system/time/time';
import type { Conversation } from '../../../api/conversations.js';
import { Link } from '../../../frame/link.js';
import { firstLine } from './first-line.js';
import styles from './list.module.css';

const COLUMNS: readonly Column<Conversation>[] = [
  {
    id: 'first',
    heading: 'First message',
    isWide: true,
    cell: (conversation) => (
      <>
        <Link to="/conversations/$conversationId" params={{ conversationId: conversation.id }} look="row">
          {firstLine(conversation)}
        </Link>
        <span className={styles.capturedBelow}>{capturedText(conversation)}</span>
      </>
    ),
  },
  {
    id: 'last',
    heading: 'Last message',
    hideBelow: 'tablet',
    cell: ({ last_message_preview, last_message_role }) => (
      <span className={styles.line}>
        {last_message_role === 'agent' && 'You: '}
        {last_message_preview ?? '—'}
      </span>
    ),
  },
  {
    id: 'captured',
    heading: 'Captured',
    hideBelow: 'phone',
    cell: ({ captured_form_count, captured_intent_count }) => (
      <span className={styles.badges}>
        {captured_form_count > 0 && <Badge tone="info">{plural(captured_form_count, 'form')}</Badge>}
        {captured_intent_count > 0 && <Badge tone="info">{plural(captured_intent_count, 'intent')}</Badge>}
      </span>
    ),
  },
  {
    id: 'status',
    heading: 'Status',
    cell: ({ status }) =>
      status === 'open' ? (
        <Status tone="success" icon="running">
          Open
        </Status>
      ) : (
        <Status tone="neutral" icon="ok">
          Closed
        </Status>
      ),
  },
  {
    id: 'activity',
    heading: 'Last activity',
    isNumber: true,
    cell: ({ last_activity_at }) => <Time at={last_activity_at} />,
  },
];

/** What a phone shows below the first message, instead of the column. */
function capturedText({ captured_form_count, captured_intent_count }: Conversation): string {
  return [
    captured_form_count > 0 && plural(captured_form_count, 'form'),
    captured_intent_count > 0 && plural(captured_intent_count, 'intent'),
  ]
    .filter(Boolean)
    .join(', ');
}

/** Conversations, newest first. Undefined while they are being loaded. */
export function ConversationTable({ conversations }: { conversations: readonly Conversation[] | undefined }) {
  return <Table label="Conversations" columns={COLUMNS} rows={conversations} keyOf={({ id }) => id} />;
}
