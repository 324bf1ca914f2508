import { duration } from '@flowforge/design-system/format/relative-time.ts';
import type { TestAttempt } from '../../../api/deliveries.js';
import styles from './test-event.module.css';

/** How long name resolution, connection, TLS, the endpoint, and the whole took. */
export function Phases({ timing }: { timing: TestAttempt['timing'] }) {
  const phases = [
    ['DNS', timing.dns_ms],
    ['Connect', timing.connect_ms],
    ['TLS', timing.tls_ms],
    ['First byte', timing.first_byte_ms],
    ['Total', timing.total_ms],
  ] as const;
  return (
    <dl className={styles.phases}>
      {phases.map(([name, ms]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{ms === null ? '–' : duration(ms)}</dd>
        </div>
      ))}
    </dl>
  );
}
