import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { conversationQuery } from '../../../api/conversations.js';
import { ConversationStatus } from '../../../conversation/conversation-status.js';
import { useIsConversationLoaded } from '../../../conversation/use-is-conversation-loaded.js';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { Page } from '../../../frame/page.js';
import { useCan } from '../../../session/session.js';
import { AnswerBox } from './answer-box.js';
import { CloseButton } from './close-button.js';
import { ConversationDeliveries } from '../../../conversation/conversation-deliveries.js';
import { ConversationFacts } from './conversation-facts.js';
import styles from './conversation.module.css';
import { Transcript } from '../../../conversation/transcript-view.js';

const route = getRouteApi('/frame/conversations/$conversationId');

const BREADCRUMB = [
  <Link key="list" to="/conversations" look="quiet">
    Conversations
  </Link>,
];

/** One conversation: what was said and captured, what was delivered, and a way to answer. */
export function ConversationPage() {
  const { conversationId } = route.useParams();
  const query = useQuery(conversationQuery(conversationId));
  const conversation = query.data;
  const isLoaded = useIsConversationLoaded(conversationId, conversation?.status !== 'closed');
  const canWrite = useCan('conversations:write');
  return (
    <Page
      title={conversation?.first_message?.slice(0, 80) ?? 'Conversation'}
      breadcrumb={BREADCRUMB}
      status={conversation && <ConversationStatus conversation={conversation} />}
      action={canWrite && conversation?.status === 'open' && <CloseButton id={conversation.id} />}
    >
      <Loaded
        what="the conversation"
        query={{ ...query, data: isLoaded ? conversation : undefined }}
        skeleton={<SkeletonLines count={10} what="the conversation" />}
      >
        {(loaded) => (
          <div className={styles.columns}>
            <div className={styles.column}>
              <Transcript key={loaded.id} id={loaded.id} isLive={loaded.status === 'open'} />
              {canWrite && loaded.status === 'open' && <AnswerBox id={loaded.id} />}
            </div>
            <div className={styles.column}>
              <ConversationDeliveries conversationId={loaded.id} />
              <ConversationFacts conversation={loaded} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
