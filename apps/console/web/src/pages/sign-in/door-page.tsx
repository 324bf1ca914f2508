import { type ReactNode, useEffect } from 'react';
import { Logo } from '../../frame/logo.js';
import styles from './door-page.module.css';

/** A page outside of the frame: sign-in, invitation, set-up. */
export function DoorPage({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Flowforge`;
  }, [title]);
  return (
    <main className={styles.door}>
      <div className={styles.card}>
        <Logo />
        <h1 className={styles.title}>{title}</h1>
        {children}
      </div>
    </main>
  );
}
