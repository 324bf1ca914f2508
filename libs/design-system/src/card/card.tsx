import type { ReactNode } from 'react';
import styles from './card.module.css';

interface CardProps {
  title?: string;
  /** One sentence below the title. */
  description?: ReactNode;
  /** A button beside the title. */
  action?: ReactNode;
  children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Card({ title, description, action, children }: CardProps) {
  return (
    <section className={styles.card} aria-label={title}>
      {title !== undefined && (
        <header className={styles.header}>
          <div className={styles.heading}>
            <h2>{title}</h2>
            {description !== undefined && <p className={styles.description}>{description}</p>}
          </div>
          {action}
        </header>
      )}
      <div className={styles.body}>{children}</div>
    </section>
  );
}

/** A figure with its name, as at the top of Overview. */
export function Stat({ name, value, note }: { name: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className={styles.stat}>
      <span className={styles.statName}>{name}</span>
      <span className={styles.statValue}>{value}</span>
      {note !== undefined && <span className={styles.statNote}>{note}</span>}
    </div>
  );
}

/** Figures side by side. */
export function Stats({ children }: { children: ReactNode }) {
  return <div className={styles.stats}>{children}</div>;
}
