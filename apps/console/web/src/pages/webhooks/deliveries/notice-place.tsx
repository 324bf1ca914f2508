import { Loading, Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { type ReactNode, useEffect, useState } from 'react';
import styles from './deliveries.module.css';

/** Notices that are not there after this time, in milliseconds, get a place of their own. */
const LATE_MS = 400;

/** Whether the answers for the notices of a webhook took long. It stays true: what is below them would move if their place went away. */
export function useIsLate(webhookId: string, isPending: boolean): boolean {
  const [lateId, setLateId] = useState<string>();
  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setTimeout(() => setLateId(webhookId), LATE_MS);
    return () => clearTimeout(timer);
  }, [webhookId, isPending]);
  return lateId === webhookId;
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
