import { Skeleton } from '../skeleton/skeleton.js';
import styles from './field.module.css';

/** Holds the place of a field with one line of help whose choices are being loaded. As tall as the field, so that nothing below moves. */
export function FieldSkeleton() {
  return (
    <div className={styles.field}>
      <span className={styles.label}>
        <Skeleton width="5rem" height="1lh" />
      </span>
      <Skeleton height="var(--control-height)" />
      <div className={styles.texts} />
    </div>
  );
}
