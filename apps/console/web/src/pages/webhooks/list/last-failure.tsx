import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { useNow } from '@flowforge/design-system/time/now.ts';
import { useQuery } from '@tanstack/react-query';
import { statisticsQuery } from '../../../api/deliveries.js';
import { hourText, lastFailure } from '../status-texts/last-failure.js';
import { OUTCOME_WORDS, type Outcome } from '../../../delivery/outcome-words.js';
import styles from './list.module.css';

/** The last failed attempt of the last 24 hours: when, and what it was. */
export function LastFailure({ webhookId }: { webhookId: string }) {
  const { data, error } = useQuery(statisticsQuery(webhookId));
  if (error !== null && data === undefined) return <span className={styles.note}>not available</span>;
  if (data === undefined) return <Skeleton width="8rem" />;
  const failure = lastFailure(data);
  return failure === undefined ? (
    <span className={styles.note}>no failure in 24 h</span>
  ) : (
    <Failure {...failure} />
  );
}

function Failure({ start, outcome }: { start: number; outcome: Outcome }) {
  const when = useNow((now) => hourText(start, now));
  return (
    <span className={styles.status}>
      {OUTCOME_WORDS[outcome]}
      <span className={styles.note}>{when}</span>
    </span>
  );
}
