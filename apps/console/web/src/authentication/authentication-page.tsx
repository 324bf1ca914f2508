import { type ReactNode, useEffect } from 'react';
import { Logo } from '../frame/logo.js';
import styles from './authentication-page.module.css';

/** A page outside of the frame: sign-in, invitation, set-up. */
export function AuthenticationPage({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Flowforge`;
  }, [title]);
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Logo />
        <h1 className={styles.title}>{title}</h1>
        {children}
      </div>
    </main>
  );
}
