import { Badge, Status } from '@flowforge/design-system/badge/badge';
import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { prettyJson } from '@flowforge/design-system/code-block/pretty-json.ts';
import { Time } from '@flowforge/design-system/time/time';
import { STATUS_WORDS } from '../../../delivery/outcome-words.js';
import { Link } from '../../../frame/link.js';
import type { Arrival } from './arrivals.js';
import styles from './arriving.module.css';

/** The events that were sent, newest first; the newest one with its body. */
export function ArrivalList({ arrivals }: { arrivals: readonly Arrival[] }) {
  if (arrivals.length === 0)
    return (
      <p className={styles.waiting}>
        Waiting for the first event. Write to the assistant, or complete its form: it appears here by itself.
      </p>
    );
  const newest = arrivals.find(({ received }) => received !== undefined);
  return (
    <ol className={styles.list}>
      {arrivals.map((arrival) => (
        <ArrivalItem key={arrival.delivery.id} arrival={arrival} isOpen={arrival === newest} />
      ))}
    </ol>
  );
}

function ArrivalItem({ arrival: { delivery, received }, isOpen }: { arrival: Arrival; isOpen: boolean }) {
  const { word, tone, icon } = STATUS_WORDS[delivery.status];
  return (
    <li className={styles.item}>
      <div className={styles.line}>
        <Link
          to="/profile/webhooks/$webhookId/deliveries/$deliveryId"
          params={{ webhookId: delivery.webhook_id, deliveryId: delivery.id }}
          look="name"
        >
          {delivery.event}
        </Link>
        <Status tone={tone} icon={icon}>
          {word}
        </Status>
        {received !== undefined &&
          (received.verified ? (
            <Badge tone="success">Signature verified</Badge>
          ) : (
            <Badge tone="warning">Signature not verified</Badge>
          ))}
        <span className={styles.time}>
          <Time at={delivery.created_at} />
        </span>
      </div>
      {isOpen && received !== undefined && (
        <CodeBlock label="Received body" hasTitle code={prettyJson(received.body)} />
      )}
    </li>
  );
}
