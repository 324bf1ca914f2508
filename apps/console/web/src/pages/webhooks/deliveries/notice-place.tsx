import { Loading, Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { type ReactNode, useEffect, useState } from 'react';
import styles from './deliveries.module.css';

/** Notices that are not there after this time, in milliseconds, get a place of their own. */
const LATE_MS = 400;

/** Whether the answers for the notices took long. It stays true: what is below them would move if their place went away. */
export function useIsLate(isPending: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, [isPending]);
  return isLate;
}

/** The place of late notices: as high as one of them, also when there is none. */
export function NoticePlace({ isPending, children }: { isPending: boolean; children: ReactNode }) {
  return (
    <div className={styles.noticePlace}>
      {isPending ? (
        <Loading what="what waits">
          <Skeleton height="var(--notice-height)" />
        </Loading>
      ) : (
        children
      )}
    </div>
  );
}
