import { Sparkline } from '@flowforge/design-system/charts/sparkline';
import { count, percent } from '@flowforge/design-system/format/number.ts';
import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import styles from './list.module.css';
import type { Traffic } from './traffic-of.js';

/** The attempts of the last 24 hours: a bar for each hour, the share of them that the endpoint accepted, and their number. Undefined while they are loaded, null when they are not available. */
export function TrafficCell({ traffic }: { traffic: Traffic | null | undefined }) {
  if (traffic === null) return <span className={styles.note}>not available</span>;
  if (traffic === undefined) return <Skeleton width="9rem" height="1.5rem" />;
  const { bars, delivered, attempts } = traffic;
  if (attempts === 0) return <span className={styles.note}>nothing sent</span>;
  return (
    <span className={styles.traffic}>
      <Sparkline bars={bars} label="Attempts of the last 24 hours" />
      <span className={styles.share}>
        {percent(delivered, attempts)}
        <span className={styles.note}>of {count(attempts)}</span>
      </span>
    </span>
  );
}
