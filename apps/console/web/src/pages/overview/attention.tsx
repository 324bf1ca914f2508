import { plural } from '@flowforge/design-system/format/number.ts';
import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { Notice } from '@flowforge/design-system/state/notice';
import { Time } from '@flowforge/design-system/time/time';
import { Rocket } from 'lucide-react';
import type { Statistics } from '../../api/deliveries.js';
import { Link } from '../../frame/link.js';
import styles from './overview.module.css';
import { type Concern, dayOf, recentFailures, type waitingOf } from './summary.js';

interface AttentionProps {
  /** Undefined while they are being loaded. */
  concerns: readonly Concern[] | undefined;
  /** The deliveries that wait; undefined while they are being loaded. */
  waiting: ReturnType<typeof waitingOf> | undefined;
  statistics: Statistics;
  hasWebhooks: boolean;
}

/** The answer to the page's question, and what somebody should look at. */
export function Attention({ concerns, waiting, statistics, hasWebhooks }: AttentionProps) {
  if (!hasWebhooks) return <NothingYet />;
  if (concerns === undefined) return <Skeleton height="3.25rem" />;
  const day = dayOf(statistics);
  const failures = recentFailures(statistics);
  if (concerns.length === 0 && day.ownFailures === 0 && waiting?.isPartial)
    return (
      <Notice tone="warning" title={`${waiting.count} deliveries or more are waiting`}>
        Endpoints are slower than new events come. Older ones may wait for a retry: only the newest{' '}
        {waiting.count} were read.
      </Notice>
    );
  if (concerns.length === 0 && day.ownFailures === 0 && day.failed === 0 && failures > 0)
    return (
      <Notice tone="warning" title={`${plural(failures, 'attempt')} failed in the last two hours`}>
        No delivery waits for a retry now. The table below shows why they failed.
      </Notice>
    );
  if (concerns.length === 0 && day.ownFailures === 0 && day.delivered + day.failed === 0)
    return (
      <Notice tone="neutral" title="Nothing was sent in the last 24 hours">
        No webhook is paused. What happens in conversations appears here within seconds.
      </Notice>
    );
  if (concerns.length === 0 && day.ownFailures === 0)
    return (
      <Notice
        tone={day.failed === 0 ? 'success' : 'warning'}
        title={day.failed === 0 ? 'Everything is arriving' : 'Not everything arrived'}
      >
        {day.failed === 0
          ? 'No webhook is paused, no delivery waits for a retry, and none has failed for good.'
          : `${plural(day.failed, 'delivery', 'deliveries')} failed for good. They can be sent again.`}
      </Notice>
    );
  return (
    <section className={styles.concerns} aria-label="Needs attention">
      {day.ownFailures > 0 && (
        <Notice tone="danger" title={`${plural(day.ownFailures, 'attempt')} failed on our side`}>
          Nothing is lost: they are tried again. Tell whoever runs this installation if it goes on.
        </Notice>
      )}
      {concerns.map((concern) => (
        <ConcernNotice key={`${concern.kind} ${concern.webhookId}`} concern={concern} />
      ))}
    </section>
  );
}

function ConcernNotice({ concern }: { concern: Concern }) {
  const { webhookId, kind, since, isPartial } = concern;
  return (
    <Notice
      tone="warning"
      title={titleOf(concern)}
      action={
        <Link
          to="/profile/webhooks/$webhookId/deliveries"
          params={{ webhookId }}
          search={kind === 'retrying' ? { status: 'pending' } : {}}
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
            {sinceWhat(kind, isPartial)} <Time at={since} />.
          </>
        )}
      </span>
    </Notice>
  );
}

/** What happened at the time of the concern. */
function sinceWhat(kind: Concern['kind'], isPartial: boolean): string {
  if (kind === 'paused') return 'It was paused';
  if (kind === 'disabled') return 'It was disabled';
  return isPartial
    ? 'More deliveries wait than were read. The oldest of the newest was created'
    : 'The oldest one was created';
}

function titleOf({ name, kind, retries, isPartial }: Concern): string {
  switch (kind) {
    case 'paused':
      return `${name}: sending is paused`;
    case 'disabled':
      return `${name}: disabled by its endpoint`;
    case 'retrying':
      return `${name}: ${isPartial ? 'at least ' : ''}${plural(retries, 'delivery waits', 'deliveries wait')} for a retry`;
  }
}

const EXPLANATIONS: Record<Concern['kind'], string> = {
  paused: 'Its endpoint keeps failing. Deliveries wait, and start when it works again.',
  disabled: 'It answered 410, which asks for no more events.',
  retrying: 'An attempt failed. Each delivery is sent again by itself.',
};

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
