import { Button } from '../button/button.js';
import styles from './table.module.css';

interface LoadMoreProps {
  hasMore: boolean;
  isLoading: boolean;
  onLoad: () => void;
}

/** The button below a table whose next page exists. What is shown stays where it is. */
export function LoadMore({ hasMore, isLoading, onLoad }: LoadMoreProps) {
  if (!hasMore) return null;
  return (
    <div className={styles.more}>
      <Button onPress={onLoad} isPending={isLoading}>
        Load more
      </Button>
    </div>
  );
}
