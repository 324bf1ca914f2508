import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { Time } from '@flowforge/design-system/time/time';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { listDeliveries } from '../../../api/deliveries.js';
import { OUTCOME_WORDS } from '../words/outcome-words.js';
import styles from './list.module.css';

/** The newest delivery of the webhook that failed for good. */
function lastFailureQuery(webhookId: string) {
  return queryOptions({
    queryKey: ['deliveries', 'last-failure', webhookId],
    queryFn: () => listDeliveries({ webhook_id: webhookId, status: 'failed', limit: 1 }),
    staleTime: 15_000,
    refetchInterval: 30_000,
  });
}

export function LastFailure({ webhookId }: { webhookId: string }) {
  const { data, error } = useQuery(lastFailureQuery(webhookId));
  if (error !== null && data === undefined) return <span className={styles.note}>not available</span>;
  if (data === undefined) return <Skeleton width="8rem" />;
  const [delivery] = data.items;
  if (delivery === undefined) return <span className={styles.note}>none</span>;
  return (
    <span className={styles.status}>
      <Time at={delivery.finished_at ?? delivery.created_at} />
      {delivery.last_outcome !== null && (
        <span className={styles.note}>{OUTCOME_WORDS[delivery.last_outcome]}</span>
      )}
    </span>
  );
}
