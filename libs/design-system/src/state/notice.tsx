import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './state.module.css';

/** What a notice or a status means. */
export type Tone = 'neutral' | 'success' | 'warning' | 'danger' | 'info';

const ICONS = {
  neutral: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
  info: Info,
};

interface NoticeProps {
  tone?: Tone;
  title?: string;
  children?: ReactNode;
  /** A button or a link that mends what the notice says. */
  action?: ReactNode;
}

/** A box with something that the reader must know here. */
export function Notice({ tone = 'info', title, children, action }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={tone === 'danger' ? 'alert' : undefined}>
      <Icon size={18} aria-hidden className={styles.noticeIcon} />
      <div className={styles.noticeText}>
        {title !== undefined && <strong>{title}</strong>}
        {children}
      </div>
      {action}
    </div>
  );
}
