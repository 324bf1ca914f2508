import { Status } from '@flowforge/design-system/badge/badge';
import { CopyableId } from '@flowforge/design-system/copy/copyable-id';
import { KeyValues } from '@flowforge/design-system/key-values/key-values';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { SidePanel } from '@flowforge/design-system/side-panel/side-panel';
import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { useNow } from '@flowforge/design-system/time/now.ts';
import { Time } from '@flowforge/design-system/time/time';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Archive } from 'lucide-react';
import { ApiError } from '../../../api/api-error.js';
import { type DeliveryWithAttempts, deliveryQuery } from '../../../api/deliveries.js';
import { webhookQuery } from '../../../api/webhooks.js';
import { Link } from '../../../frame/link.js';
import { Loaded } from '../../../frame/loaded.js';
import { deliverySentence } from '../status-texts/delivery-sentence.js';
import { sendChoice } from '../status-texts/send-choice.js';
import { STATUS_WORDS } from '../../../delivery/outcome-words.js';
import { RequestBody } from '../request/request-body.js';
import { Attempts } from './attempts.js';
import styles from './deliveries.module.css';
import { SendButton } from './send-button.js';

const route = getRouteApi('/frame/profile/webhooks/$webhookId/deliveries/$deliveryId');

/** One delivery: where it stands, and its attempts as a timeline. */
export function DeliveryPanel() {
  const { webhookId, deliveryId } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const query = useQuery(deliveryQuery(deliveryId));
  const { data: webhook } = useQuery(webhookQuery(webhookId));
  return (
    <SidePanel
      title={query.data?.event ?? 'Delivery'}
      action={query.data && webhook && <SendButton delivery={query.data} isEnabled={webhook.enabled} />}
      onClose={() =>
        void navigate({ to: '/profile/webhooks/$webhookId/deliveries', params: { webhookId }, search })
      }
    >
      {isGone(query) ? (
        <EmptyState icon={<Archive size={24} aria-hidden />} title="This delivery is no longer kept">
          It was removed together with its event, by default after 30 days, so its attempts and its body
          cannot be shown. If it should be newer, the link is wrong.
        </EmptyState>
      ) : (
        <Loaded what="the delivery" query={query} skeleton={<SkeletonLines count={8} what="the delivery" />}>
          {(delivery) => <Content delivery={delivery} />}
        </Loaded>
      )}
    </SidePanel>
  );
}

/** Whether the delivery was removed, or never existed: the service does not know which. */
function isGone({ data, error }: { data: unknown; error: Error | null }): boolean {
  return data === undefined && error instanceof ApiError && error.status === 404;
}

function Content({ delivery }: { delivery: DeliveryWithAttempts }) {
  const { data: webhook } = useQuery(webhookQuery(delivery.webhook_id));
  const sentence = useNow((now) => deliverySentence(delivery, now, webhook?.schedule.length));
  const { word, tone, icon } = STATUS_WORDS[delivery.status];
  const { hint } = webhook ? sendChoice(delivery, webhook.enabled) : {};
  return (
    <>
      <div className={styles.standing}>
        <Status tone={tone} icon={icon}>
          {word}
        </Status>
        <p>{sentence}</p>
        {hint !== undefined && (
          <span className={styles.hint}>
            {hint}{' '}
            {delivery.waiting_for?.reason === 'order' && (
              <Link
                to="/profile/webhooks/$webhookId/deliveries"
                params={{ webhookId: delivery.webhook_id }}
                search={{ conversation: delivery.conversation_id }}
                look="inline"
              >
                Show the deliveries of this conversation
              </Link>
            )}
          </span>
        )}
      </div>
      <KeyValues
        items={[
          ['Delivery', <CopyableId key="id" id={delivery.id} what="delivery id" />],
          ['Event', <CopyableId key="event" id={delivery.event_id} what="event id" />],
          [
            'Conversation',
            <span key="conversation" className={styles.idWithLink}>
              <CopyableId id={delivery.conversation_id} what="conversation id" />
              <Link to="/conversations/$conversationId" params={{ conversationId: delivery.conversation_id }}>
                Show
              </Link>
            </span>,
          ],
          ['Payload version', delivery.payload_version],
          ['Created', <Time key="created" at={delivery.created_at} />],
        ]}
      />
      <Attempts delivery={delivery} webhook={webhook} />
      <RequestBody delivery={delivery} />
    </>
  );
}
