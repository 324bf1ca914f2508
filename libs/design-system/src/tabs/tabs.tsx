import type { ReactNode } from 'react';
import styles from './tabs.module.css';

/** The sections of a page, each a link with a URL of its own. The children are links; the current one has `aria-current`. */
export function TabLinks({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label} className={styles.tabs}>
      {children}
    </nav>
  );
}
