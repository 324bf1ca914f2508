import type { ReactNode } from 'react';
import styles from './state.module.css';

interface EmptyStateProps {
  /** An icon, 24 px. */
  icon?: ReactNode;
  title: string;
  /** One sentence: what will be here. */
  children?: ReactNode;
  /** The one action that fills it. */
  action?: ReactNode;
}

/** Stands where a list would be that has nothing yet. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {icon !== undefined && <span className={styles.emptyIcon}>{icon}</span>}
      <h2 className={styles.emptyTitle}>{title}</h2>
      {children !== undefined && <div className={styles.emptyText}>{children}</div>}
      {action}
    </div>
  );
}
