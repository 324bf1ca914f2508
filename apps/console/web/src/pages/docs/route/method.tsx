import styles from './method.module.css';

/** The method of a request, in a colour of its own. `isShort`: small, with the same width for every method. */
export function Method({ method, isShort = false }: { method: string; isShort?: boolean }) {
  const look = styles[method.toLowerCase()] ?? '';
  return (
    <span
      className={`${styles.method} ${look} ${isShort ? styles.short : ''}`}
      aria-label={method}
      role="img"
    >
      {method}
    </span>
  );
}
