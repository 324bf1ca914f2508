import { count, plural } from '@flowforge/design-system/format/number.ts';
import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Notice } from '@flowforge/design-system/state/notice';
import { Time } from '@flowforge/design-system/time/time';
import { Rocket } from 'lucide-react';
import { useNow } from '@flowforge/design-system/time/now.ts';
import type { Statistics, WaitingDeliveries } from '../../api/deliveries.js';
import { Link } from '../../frame/link.js';
import { ConcernNotice } from './concern-notice.js';
import styles from './overview.module.css';
import { type Concern, dayOf, isBehind, recentFailures, type Verdict, verdictOf } from './summary.js';

/** Concerns that are shown; what is beyond them is counted. */
const SHOWN = 10;

interface AttentionProps {
  /** Undefined while they are being loaded. */
  concerns: readonly Concern[] | undefined;
  /** The deliveries that wait; undefined while they are being loaded. */
  waiting: WaitingDeliveries | undefined;
  /** Whether more deliveries are left as failed than were looked at. */
  isFailedPartial: boolean;
  statistics: Statistics;
  hasWebhooks: boolean;
}

/** The answer to the page's question, and what somebody should look at. */
export function Attention({ concerns, waiting, isFailedPartial, statistics, hasWebhooks }: AttentionProps) {
  const isLate = useNow((now) => waiting !== undefined && isBehind(waiting, now));
  if (!hasWebhooks) return <NothingYet />;
  if (concerns === undefined) return <Skeleton height="3.25rem" />;
  const { ownFailures } = dayOf(statistics);
  if (concerns.length > 0 || ownFailures > 0)
    return <Concerns concerns={concerns} ownFailures={ownFailures} />;
  const verdict = verdictOf({ statistics, waiting, isBehind: isLate, isFailedPartial });
  return <VerdictNotice verdict={verdict} waiting={waiting} statistics={statistics} />;
}

interface VerdictNoticeProps extends Pick<AttentionProps, 'waiting' | 'statistics'> {
  verdict: Verdict;
}

function VerdictNotice({ verdict, waiting, statistics }: VerdictNoticeProps) {
  switch (verdict) {
    case 'slow':
      return (
        <Notice
          tone="warning"
          title={`${waiting === undefined ? 'Deliveries wait' : waitingText(waiting)}, the oldest one for more than 10 minutes`}
        >
          <span>
            Endpoints, or the rate limits of webhooks, are slower than new events come.
            {waiting?.oldest_created_at != null && (
              <>
                {' '}
                The oldest delivery was created <Time at={waiting.oldest_created_at} />.
              </>
            )}
          </span>
        </Notice>
      );
    case 'not_counted':
      return (
        <Notice tone="neutral" title="Some deliveries were not counted">
          No webhook is paused. There are more deliveries that failed or wait than were counted here, so some
          may need attention. The page of each webhook lists them.
        </Notice>
      );
    case 'arrived_late': {
      const failures = plural(recentFailures(statistics), 'failed attempt');
      return (
        <Notice tone="success" title={`Everything has arrived, after ${failures} in the last two hours`}>
          No delivery waits for a retry now, and none is left as failed. The tables below show why attempts
          failed.
        </Notice>
      );
    }
    case 'nothing_sent':
      return (
        <Notice tone="neutral" title="Nothing was sent in the last 24 hours">
          No webhook is paused. What happens in conversations appears here within seconds.
        </Notice>
      );
    case 'arriving':
      return (
        <Notice tone="success" title="Everything is arriving">
          No webhook is paused, no delivery waits for a retry, and none of the last 24 hours is left as
          failed.
        </Notice>
      );
  }
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

/** “1,204 deliveries wait”. */
function waitingText({ deliveries, is_partial }: WaitingDeliveries): string {
  return is_partial
    ? `${count(deliveries)} deliveries or more wait`
    : plural(deliveries, 'delivery waits', 'deliveries wait');
}

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
