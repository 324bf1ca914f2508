import { Sparkline } from '@flowforge/design-system/charts/sparkline';
import { percent } from '@flowforge/design-system/format/number.ts';
import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { type Statistics, statisticsQuery } from '../../../api/deliveries.js';
import styles from './list.module.css';

/** The attempts of the last 24 hours: a bar for each hour, and the share of them that succeeded. */
export function Traffic({ webhookId }: { webhookId: string }) {
  const { data, error } = useQuery(statisticsQuery(webhookId));
  if (error !== null && data === undefined) return <span className={styles.note}>not available</span>;
  if (data === undefined) return <Skeleton width="9rem" height="1.5rem" />;
  const bars = data.items.map(({ attempts }) => ({ good: attempts.delivered, bad: failures(attempts) }));
  const good = bars.reduce((sum, bar) => sum + bar.good, 0);
  const all = bars.reduce((sum, bar) => sum + bar.good + bar.bad, 0);
  if (all === 0) return <span className={styles.note}>nothing sent</span>;
  return (
    <span className={styles.traffic}>
      <Sparkline bars={bars} label="Attempts of the last 24 hours" />
      {percent(good, all)}
    </span>
  );
}

function failures({ delivered, ...others }: Statistics['items'][number]['attempts']): number {
  return Object.values(others).reduce((sum, value) => sum + value, 0);
}
