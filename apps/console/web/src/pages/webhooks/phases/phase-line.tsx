import { duration } from '@flowforge/design-system/format/relative-time.ts';
import type { AttemptTiming } from '../../../api/deliveries.js';
import styles from './phases.module.css';
import { type Phase, phasesOf } from './phases.js';

/** Where the time of an attempt went: a line of its parts, and their times. */
export function PhaseLine({ timing }: { timing: AttemptTiming }) {
  const phases = phasesOf(timing).filter(isKnown);
  const isReused = timing.connect_ms === null && timing.first_byte_ms !== null;
  return (
    <div className={styles.phases}>
      <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" className={styles.line}>
        {phases.map(({ kind, from, to }) => (
          <rect key={kind} x={from} width={to - from} height="1" className={styles[kind]} />
        ))}
      </svg>
      <dl className={styles.times}>
        {phases.map(({ kind, name, ms }) => (
          <div key={kind}>
            <dt>
              <span aria-hidden="true" className={`${styles.dot} ${styles[kind]}`} />
              {name}
            </dt>
            <dd>{ms === 0 ? '< 1 ms' : duration(ms)}</dd>
          </div>
        ))}
      </dl>
      {isReused && <p className={styles.note}>Sent over a connection that was open already.</p>}
    </div>
  );
}

function isKnown(phase: Phase): phase is Phase & { ms: number } {
  return phase.ms !== null;
}
