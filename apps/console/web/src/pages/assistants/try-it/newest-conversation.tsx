import { Card } from '@flowforge/design-system/card/card';
import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { SplitRow } from '@flowforge/design-system/split-row/split-row';
import { useQuery } from '@tanstack/react-query';
import { type Conversation, newestConversationQuery } from '../../../api/conversations.js';
import { ConversationDeliveries } from '../../../conversation/conversation-deliveries.js';
import { ConversationStatus } from '../../../conversation/conversation-status.js';
import { Transcript } from '../../../conversation/transcript-view.js';
import { useIsConversationLoaded } from '../../../conversation/use-is-conversation-loaded.js';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import styles from './try-it.module.css';

/** What was said, captured and delivered in the assistant's newest conversation, live. */
export function NewestConversation({ assistantId }: { assistantId: string }) {
  const query = useQuery(newestConversationQuery(assistantId));
  return (
    <Loaded what="the newest conversation" query={query} skeleton={<Skeletons />}>
      {(conversation) =>
        conversation === null ? (
          <Card title="Newest conversation">
            <p className={styles.none}>
              Say something in the chat. What the assistant captures and what your webhooks receive appears
              here.
            </p>
          </Card>
        ) : (
          <OneConversation key={conversation.id} conversation={conversation} />
        )
      }
    </Loaded>
  );
}

function OneConversation({ conversation }: { conversation: Conversation }) {
  const isLive = conversation.status === 'open';
  if (!useIsConversationLoaded(conversation.id, isLive)) return <Skeletons />;
  return (
    <>
      <SplitRow>
        <Link to="/conversations/$conversationId" params={{ conversationId: conversation.id }}>
          Newest conversation
        </Link>
        <ConversationStatus conversation={conversation} />
      </SplitRow>
      <ConversationDeliveries conversationId={conversation.id} />
      <Transcript id={conversation.id} isLive={isLive} />
    </>
  );
}

function Skeletons() {
  return <SkeletonLines count={12} what="the newest conversation" />;
}
