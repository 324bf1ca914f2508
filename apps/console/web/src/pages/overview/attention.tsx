import { count, plural } from '@flowforge/design-system/format/number.ts';
import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Notice } from '@flowforge/design-system/state/notice';
import { Time } from '@flowforge/design-system/time/time';
import { Rocket } from 'lucide-react';
import { useNow } from '@flowforge/design-system/time/now.ts';
import type { Statistics, WaitingDeliveries } from '../../api/deliveries.js';
import { Link } from '../../frame/link.js';
import { useWebhookName } from '../../webhook/webhook-name.js';
import styles from './overview.module.css';
import { type Concern, dayOf, isBehind, recentFailures } from './summary.js';

/** Concerns that are shown; what is beyond them is counted. */
const SHOWN = 10;

interface AttentionProps {
  /** Undefined while they are being loaded. */
  concerns: readonly Concern[] | undefined;
  /** The deliveries that wait; undefined while they are being loaded. */
  waiting: WaitingDeliveries | undefined;
  statistics: Statistics;
  hasWebhooks: boolean;
}

/** The answer to the page's question, and what somebody should look at. */
export function Attention({ concerns, waiting, statistics, hasWebhooks }: AttentionProps) {
  const isLate = useNow((now) => waiting !== undefined && isBehind(waiting, now));
  if (!hasWebhooks) return <NothingYet />;
  if (concerns === undefined) return <Skeleton height="3.25rem" />;
  const day = dayOf(statistics);
  const failures = recentFailures(statistics);
  if (concerns.length > 0 || day.ownFailures > 0)
    return <Concerns concerns={concerns} ownFailures={day.ownFailures} />;
  if (waiting?.oldest_created_at != null && isLate)
    return (
      <Notice tone="warning" title={`${waitingText(waiting)}, the oldest one for more than 10 minutes`}>
        <span>
          Endpoints, or the rate limits of webhooks, are slower than new events come. The oldest delivery was
          created <Time at={waiting.oldest_created_at} />.
        </span>
      </Notice>
    );
  if (failures > 0)
    return (
      <Notice
        tone="success"
        title={`Everything has arrived, after ${plural(failures, 'failed attempt')} in the last two hours`}
      >
        No delivery waits for a retry now, and none is left as failed. The tables below show why attempts
        failed.
      </Notice>
    );
  if (day.delivered + day.failed === 0)
    return (
      <Notice tone="neutral" title="Nothing was sent in the last 24 hours">
        No webhook is paused. What happens in conversations appears here within seconds.
      </Notice>
    );
  return (
    <Notice tone="success" title="Everything is arriving">
      No webhook is paused, no delivery waits for a retry, and none of the last 24 hours is left as failed.
    </Notice>
  );
}

function Concerns({ concerns, ownFailures }: { concerns: readonly Concern[]; ownFailures: number }) {
  return (
    <section className={styles.concerns} aria-label="Needs attention">
      {ownFailures > 0 && (
        <Notice tone="danger" title={`${plural(ownFailures, 'attempt')} failed on our side`}>
          Nothing is lost: they are tried again. Tell whoever runs this installation if it goes on.
        </Notice>
      )}
      {concerns.slice(0, SHOWN).map((concern) => (
        <ConcernNotice key={`${concern.kind} ${concern.webhookId}`} concern={concern} />
      ))}
      {concerns.length > SHOWN && (
        <Notice
          tone="warning"
          title={`${plural(concerns.length - SHOWN, 'more webhook needs', 'more webhooks need')} attention`}
          action={
            <Link to="/profile/webhooks" look="button">
              Open
            </Link>
          }
        />
      )}
    </section>
  );
}

function ConcernNotice({ concern }: { concern: Concern }) {
  const { webhookId, kind, since } = concern;
  const name = useWebhookName(webhookId);
  return (
    <Notice
      tone="warning"
      title={titleOf(name, concern)}
      action={
        <Link
          to="/profile/webhooks/$webhookId/deliveries"
          params={{ webhookId }}
          search={SEARCHES[kind]}
          look="button"
        >
          Open
        </Link>
      }
    >
      <span>
        {EXPLANATIONS[kind]}{' '}
        {since !== null && (
          <>
            {SINCE_WHAT[kind]} <Time at={since} />.
          </>
        )}
      </span>
    </Notice>
  );
}

/** “1,204 deliveries wait”. */
function waitingText({ deliveries, is_partial }: WaitingDeliveries): string {
  return is_partial
    ? `${count(deliveries)} deliveries or more wait`
    : plural(deliveries, 'delivery waits', 'deliveries wait');
}

function titleOf(name: string, { kind, deliveries, isPartial }: Concern): string {
  const atLeast = isPartial ? 'at least ' : '';
  switch (kind) {
    case 'paused':
      return deliveries === 0
        ? `${name}: sending is paused`
        : `${name}: sending is paused, ${atLeast}${plural(deliveries, 'delivery waits', 'deliveries wait')}`;
    case 'disabled':
      return `${name}: disabled by its endpoint`;
    case 'retrying':
      return `${name}: ${atLeast}${plural(deliveries, 'delivery waits', 'deliveries wait')} for a retry`;
    case 'failed':
      return `${name}: ${atLeast}${plural(deliveries, 'delivery', 'deliveries')} failed for good`;
  }
}

/** What happened at the time of the concern. */
const SINCE_WHAT: Record<Concern['kind'], string> = {
  paused: 'It was paused',
  disabled: 'It was disabled',
  retrying: 'The oldest one that waits was created',
  failed: '',
};

const EXPLANATIONS: Record<Concern['kind'], string> = {
  paused: 'Its endpoint keeps failing. Deliveries wait, and start when it works again.',
  disabled: 'It asked for no more events. Enable the webhook when the endpoint wants them again.',
  retrying:
    'An attempt failed. Each is sent again automatically; if the endpoint works again, send them now.',
  failed: 'No retry is left. If the endpoint works again, recover them.',
};

/** What the page of the webhook shows first. */
const SEARCHES = {
  paused: {},
  disabled: {},
  retrying: { status: 'pending' },
  failed: { status: 'failed', within: '7d' },
} as const satisfies Record<Concern['kind'], object>;

function NothingYet() {
  return (
    <EmptyState
      icon={<Rocket size={24} aria-hidden />}
      title="Nothing is sent yet"
      action={
        <Link to="/get-started" look="primary">
          Get started
        </Link>
      }
    >
      In two minutes your first webhook arrives.
    </EmptyState>
  );
}
