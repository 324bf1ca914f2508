import type { ReactNode } from 'react';
import styles from './definitions.module.css';

interface DefinitionsProps {
  /** Names, and what each means. */
  items: readonly (readonly [name: string, meaning: ReactNode])[];
  /** The names are code. */
  isCode?: boolean;
}

/** Names with their meanings beside them; on a phone below them. */
export function Definitions({ items, isCode = false }: DefinitionsProps) {
  return (
    <dl className={`${styles.list} ${isCode ? styles.wide : ''}`}>
      {items.map(([name, meaning]) => (
        <div key={name} className={styles.item}>
          <dt className={styles.name}>{isCode ? <code>{name}</code> : name}</dt>
          <dd className={styles.meaning}>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
