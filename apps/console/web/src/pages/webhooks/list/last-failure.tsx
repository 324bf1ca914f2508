import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { useNow } from '@flowforge/design-system/time/now.ts';
import { OUTCOME_WORDS, type Outcome } from '../../../delivery/outcome-words.js';
import { hourText } from '../status-texts/hour-text.js';
import styles from './list.module.css';
import type { Traffic } from './traffic-of.js';

/** The latest of the last 24 hours in which attempts failed: when it was, and how most of them failed. */
export function LastFailure({ traffic }: { traffic: Traffic | null | undefined }) {
  if (traffic === null) return <span className={styles.note}>not available</span>;
  if (traffic === undefined) return <Skeleton width="8rem" />;
  const failure = traffic.lastFailure;
  if (failure === null) return <span className={styles.note}>no failure in 24 h</span>;
  return <Failure start={Date.parse(failure.start)} outcome={failure.outcome} />;
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
