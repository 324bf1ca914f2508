import type { ReactNode } from 'react';
import styles from './table.module.css';

/** A second line in a cell, drawn only where the columns with `hideBelow: 'tablet'` are left out: what must not be missed of them. */
export function OnNarrow({ children }: { children: ReactNode }) {
  return <div className={styles.onNarrow}>{children}</div>;
}
