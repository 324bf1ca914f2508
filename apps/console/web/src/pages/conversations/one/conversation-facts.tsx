import { Card } from '@flowforge/design-system/card/card';
import { CopyableId } from '@flowforge/design-system/copy/copyable-id';
import { KeyValues } from '@flowforge/design-system/key-values/key-values';
import { Time } from '@flowforge/design-system/time/time';
import { useQuery } from '@tanstack/react-query';
import { assistantChoicesQuery } from '../../../api/assistants.js';
import type { Conversation } from '../../../api/conversations.js';
import { Link } from '../../../frame/link.js';

/** What is known about a conversation. */
export function ConversationFacts({ conversation }: { conversation: Conversation }) {
  const { data: assistants } = useQuery(assistantChoicesQuery);
  const { id, assistant_id, device_type, started_at, ended_at, chat_count, attributes } = conversation;
  const name = assistants?.items.find((assistant) => assistant.id === assistant_id)?.name;
  return (
    <Card title="Details">
      <KeyValues
        items={[
          [
            'Assistant',
            <Link
              key="assistant"
              to="/assistants/$assistantId/settings"
              params={{ assistantId: assistant_id }}
            >
              {name ?? 'Assistant'}
            </Link>,
          ],
          ['Device', device_type],
          ['Messages after the greeting', chat_count],
          ['Started', <Time key="started" at={started_at} />],
          ['Ended', ended_at === null ? undefined : <Time key="ended" at={ended_at} />],
          ['Id', <CopyableId key="id" id={id} what="conversation id" />],
          ...Object.entries(attributes).map(([key, value]) => [key, String(value)] as const),
        ]}
      />
    </Card>
  );
}
