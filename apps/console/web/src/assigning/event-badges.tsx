import type { EventType } from '@flowforge/contracts/words';
import { Badge } from '@flowforge/design-system/badge/badge';
import styles from './assigning.module.css';

/** The events that an assignment brings. */
export function EventBadges({ types }: { types: readonly EventType[] }) {
  return (
    <span className={styles.types}>
      {types.map((type) => (
        <Badge key={type}>{type}</Badge>
      ))}
    </span>
  );
}
