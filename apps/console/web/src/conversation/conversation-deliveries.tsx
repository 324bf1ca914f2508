import { Status } from '@flowforge/design-system/badge/badge';
import { Card } from '@flowforge/design-system/card/card';
import { LoadMore } from '@flowforge/design-system/table/load-more';
import type { Delivery } from '../api/deliveries.js';
import { Link } from '../frame/link.js';
import { statusWords } from '../delivery/outcome-words.js';
import { WebhookName } from '../webhook/webhook-name.js';
import { useConversationDeliveries } from './use-conversation-deliveries.js';
import styles from './conversation.module.css';

/** What the webhooks received of a conversation, live. */
export function ConversationDeliveries({ conversationId }: { conversationId: string }) {
  const { items, more } = useConversationDeliveries(conversationId);
  return (
    <Card title="Deliveries">
      {items?.length === 0 && <p className={styles.none}>Nothing was sent yet.</p>}
      <ul className={styles.deliveries} aria-label="Deliveries">
        {(items ?? []).map((delivery) => (
          <li key={delivery.id} className={styles.delivery}>
            <DeliveryLink delivery={delivery} />
            <StatusOf delivery={delivery} />
          </li>
        ))}
      </ul>
      <LoadMore {...more} />
    </Card>
  );
}

function DeliveryLink({ delivery }: { delivery: Delivery }) {
  return (
    <span className={styles.deliveryText}>
      <Link
        to="/profile/webhooks/$webhookId/deliveries/$deliveryId"
        params={{ webhookId: delivery.webhook_id, deliveryId: delivery.id }}
      >
        {delivery.event}
      </Link>
      <span>
        to <WebhookName id={delivery.webhook_id} />
      </span>
    </span>
  );
}

function StatusOf({ delivery }: { delivery: Delivery }) {
  const { word, tone, icon } = statusWords(delivery);
  return (
    <Status tone={tone} icon={icon}>
      {word}
    </Status>
  );
}
