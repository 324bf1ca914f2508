import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { widgetChoicesQuery } from '../../../api/widgets.js';
import { Loaded } from '../../../frame/loaded.js';
import { CreateChat } from './create-chat.js';
import { GapNotices } from './gap-notices.js';
import { NewestConversation } from './newest-conversation.js';
import { TryChat } from './try-chat.js';
import styles from './try-it.module.css';
import { useDeliveryGaps } from './use-delivery-gaps.js';

const route = getRouteApi('/frame/assistants/$assistantId/try-it');

/** The assistant's chat as visitors have it, beside what was captured and delivered. */
export function TryItSection() {
  const { assistantId } = route.useParams();
  const query = useQuery(widgetChoicesQuery);
  return (
    <Loaded what="the widgets" query={query} skeleton={<SkeletonLines count={12} what="the widgets" />}>
      {({ items }) => {
        const widget = items.find(
          ({ assistant_id, channel }) => assistant_id === assistantId && channel === 'chat',
        );
        if (widget === undefined) return <CreateChat assistantId={assistantId} />;
        return (
          <div className={styles.columns}>
            <TryChat widgetId={widget.id} />
            <LiveView assistantId={assistantId} />
          </div>
        );
      }}
    </Loaded>
  );
}

/** What stands in the way of a delivery, and what was captured and delivered. */
function LiveView({ assistantId }: { assistantId: string }) {
  const gaps = useDeliveryGaps(assistantId);
  return (
    <div className={styles.column}>
      {gaps.data === undefined && gaps.errorUpdateCount === 0 ? (
        <SkeletonLines count={12} what="the newest conversation" />
      ) : (
        <>
          <Loaded what="what receives these events" query={gaps} skeleton={null}>
            {(found) => <GapNotices gaps={found} />}
          </Loaded>
          <NewestConversation assistantId={assistantId} />
        </>
      )}
    </div>
  );
}
