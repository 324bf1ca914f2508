import type { ReactNode } from 'react';
import styles from './skeleton.module.css';

interface SkeletonProps {
  /** CSS lengths. */
  width?: string;
  height?: string;
}

/** Holds the place of something that is being loaded. */
export function Skeleton({ width = '100%', height = '0.875rem' }: SkeletonProps) {
  return <span className={styles.skeleton} style={{ width, height }} aria-hidden="true" data-skeleton="" />;
}

/** Says to a screen reader that something is being loaded; the skeletons inside hold its place. */
export function Loading({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div role="status" aria-label={`Loading ${what}`} className={styles.loading}>
      {children}
    </div>
  );
}

/** Lines of text that are being loaded. */
export function SkeletonLines({ count, what }: { count: number; what: string }) {
  return (
    <Loading what={what}>
      {Array.from({ length: count }, (_, line) => (
        <Skeleton key={line} width={`${90 - ((line * 17) % 40)}%`} />
      ))}
    </Loading>
  );
}
