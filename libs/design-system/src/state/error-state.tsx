import { CircleAlert } from 'lucide-react';
import { Button } from '../button/button.js';
import { CopyableId } from '../copy/copyable-id.js';
import styles from './state.module.css';

interface ErrorStateProps {
  /** What failed: “The webhooks could not be loaded.” */
  title: string;
  /** What to do. */
  text: string;
  requestId?: string | undefined;
  onRetry?: () => void;
  isRetrying?: boolean;
}

/** Stands where data would be that could not be loaded. */
export function ErrorState({ title, text, requestId, onRetry, isRetrying = false }: ErrorStateProps) {
  return (
    <div className={styles.empty} role="alert">
      <span className={`${styles.emptyIcon} ${styles.errorIcon}`}>
        <CircleAlert size={24} aria-hidden />
      </span>
      <h2 className={styles.emptyTitle}>{title}</h2>
      <p className={styles.emptyText}>{text}</p>
      {onRetry !== undefined && (
        <Button onPress={onRetry} isPending={isRetrying}>
          Try again
        </Button>
      )}
      {requestId !== undefined && (
        <p className={styles.requestId}>
          Request id <CopyableId id={requestId} what="request id" />
        </p>
      )}
    </div>
  );
}
