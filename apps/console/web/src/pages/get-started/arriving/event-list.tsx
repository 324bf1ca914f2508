import { Badge, Status } from '@flowforge/design-system/badge/badge';
import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { prettyJson } from '@flowforge/design-system/code-block/pretty-json.ts';
import { Time } from '@flowforge/design-system/time/time';
import { STATUS_WORDS } from '../../../delivery/outcome-words.js';
import { Link } from '../../../frame/link.js';
import type { Chain, EventType } from '../steps/chain.js';
import { type Arrival, newestOf } from './arrivals.js';
import styles from './arriving.module.css';
import { HowToCause } from './how-to-cause.js';
import { NOT_VERIFIED_WORDS } from './not-verified-words.js';
import { EVENT_ORDER, needsAdvice, possibilityOf } from './possibility.js';

interface EventListProps {
  chain: Chain;
  /** The webhooks of the conversation in the chat. */
  arrivals: readonly Arrival[];
  /** Whether the last step is done. */
  isDone: boolean;
  /** Sends the example of the intent in the chat; undefined while the chat is loading. */
  onSay: ((text: string) => void) | undefined;
}

/** The three events: how to cause each one, and the newest webhook of it as it arrives. Below them is the body that arrived last. */
export function EventList({ chain, arrivals, isDone, onSay }: EventListProps) {
  const newest = arrivals.find(({ received }) => received !== undefined);
  return (
    <>
      <ol className={styles.list}>
        {EVENT_ORDER.map((type) => {
          const arrival = newestOf(arrivals, type);
          const possibility = possibilityOf(type, chain);
          const hasArrived = arrival?.delivery.status === 'delivered';
          return (
            <li key={type} className={styles.item}>
              <EventHead type={type} arrival={arrival} />
              {needsAdvice({ hasArrived, isDone, possibility }) && (
                <p className={styles.how}>
                  <HowToCause type={type} possibility={possibility} chain={chain} onSay={onSay} />
                </p>
              )}
              {arrival?.received?.not_verified && (
                <p className={styles.how}>{NOT_VERIFIED_WORDS[arrival.received.not_verified]}</p>
              )}
            </li>
          );
        })}
      </ol>
      {newest?.received && (
        <CodeBlock
          label={`Received body: ${newest.delivery.event}`}
          hasTitle
          code={prettyJson(newest.received.body)}
        />
      )}
    </>
  );
}

/** The event, and the state of its newest webhook. */
function EventHead({ type, arrival }: { type: EventType; arrival: Arrival | undefined }) {
  if (arrival === undefined)
    return (
      <div className={styles.line}>
        <span className={styles.event}>{type}</span>
        <span className={styles.time}>Not sent in this chat yet</span>
      </div>
    );
  const { delivery, received } = arrival;
  const { word, tone, icon } = STATUS_WORDS[delivery.status];
  return (
    <div className={styles.line}>
      <Link
        to="/profile/webhooks/$webhookId/deliveries/$deliveryId"
        params={{ webhookId: delivery.webhook_id, deliveryId: delivery.id }}
      >
        {type}
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
  );
}
