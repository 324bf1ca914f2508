import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  Clock,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Tone } from '../state/notice.js';
import styles from './badge.module.css';

/** The icons of states, so that a state is never shown by colour alone. */
const ICONS: Record<StatusIcon, LucideIcon> = {
  ok: CircleCheck,
  failed: CircleAlert,
  waiting: Clock,
  running: CircleDashed,
  paused: CirclePause,
  off: Ban,
};
export type StatusIcon = 'ok' | 'failed' | 'waiting' | 'running' | 'paused' | 'off';

interface StatusProps {
  tone: Tone;
  icon: StatusIcon;
  children: ReactNode;
}

/** A state: icon, word and colour. */
export function Status({ tone, icon, children }: StatusProps) {
  const Icon = ICONS[icon];
  return (
    <span className={`${styles.status} ${styles[tone]}`}>
      <Icon size={14} aria-hidden />
      {children}
    </span>
  );
}

/** A short word beside something, such as a role or a version. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${styles.badge} ${styles[tone]}`}>{children}</span>;
}
