import styles from './method.module.css';

const SHORT: Readonly<Partial<Record<string, string>>> = { DELETE: 'DEL', PATCH: 'PAT' };

/** The method of a request, in a colour and a width of its own. */
export function Method({ method, isShort = false }: { method: string; isShort?: boolean }) {
  const look = styles[method.toLowerCase()] ?? '';
  return (
    <span
      className={`${styles.method} ${look} ${isShort ? styles.short : ''}`}
      aria-label={method}
      role="img"
    >
      {isShort ? (SHORT[method] ?? method) : method}
    </span>
  );
}
