import type { ReactNode } from 'react';
import styles from './split-row.module.css';

interface SplitRowProps {
  /** Smaller and quieter text, for an explanation beside its button. */
  isQuiet?: boolean;
  /** What it is about, and what can be done with it. */
  children: ReactNode;
}

/** A row with one thing at its start and one at its end. The second one goes below the first where there is no room. */
export function SplitRow({ isQuiet = false, children }: SplitRowProps) {
  return <div className={`${styles.row} ${isQuiet ? styles.quiet : ''}`}>{children}</div>;
}
