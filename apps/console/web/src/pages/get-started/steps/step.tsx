import { Status } from '@flowforge/design-system/badge/badge';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import type { StepState } from './step-states.js';
import styles from './step.module.css';

interface StepProps {
  number: number;
  title: string;
  state: StepState;
  /** What to do, or what was done. */
  text: ReactNode;
  /** Buttons and links of the step. */
  actions?: ReactNode;
  children?: ReactNode;
}

const STATES = {
  done: { word: 'Done', tone: 'success', icon: 'ok' },
  current: { word: 'Next', tone: 'info', icon: 'running' },
  later: { word: 'Later', tone: 'neutral', icon: 'waiting' },
} as const;

/** One step of the checklist, with its state. */
export function Step({ number, title, state, text, actions, children }: StepProps) {
  const { word, tone, icon } = STATES[state];
  // What is done takes one line, so that the step to do stands in sight.
  const isCompact = state === 'done' && !children;
  return (
    <li
      className={`${styles.step} ${styles[state]} ${isCompact ? styles.compact : ''}`}
      aria-current={state === 'current' ? 'step' : undefined}
    >
      <span className={styles.mark} aria-hidden="true">
        {state === 'done' ? <Check size={16} /> : number}
      </span>
      <div className={styles.content}>
        <div className={styles.head}>
          <h2>{title}</h2>
          <Status tone={tone} icon={icon}>
            {word}
          </Status>
        </div>
        <div className={styles.text}>{text}</div>
        {actions && <div className={styles.actions}>{actions}</div>}
        {children}
      </div>
    </li>
  );
}
