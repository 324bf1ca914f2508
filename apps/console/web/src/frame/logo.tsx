import styles from './frame.module.css';

/** The mark and the name. */
export function Logo() {
  return (
    <span className={styles.logo}>
      <svg viewBox="0 0 32 32" width={24} height={24} aria-hidden="true">
        <rect width="32" height="32" rx="8" className={styles.logoField} />
        <path d="M10 23V9h12M10 16h9" className={styles.logoLine} />
        <circle cx="22.5" cy="22" r="2.6" className={styles.logoDot} />
      </svg>
      Flowforge
    </span>
  );
}
