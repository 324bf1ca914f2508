import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import styles from './side-panel.module.css';

interface SidePanelProps {
  title: ReactNode;
  /** Beside the title, such as “Send again”. */
  action?: ReactNode;
  /** Leads back to the URL of the page below. */
  onClose: () => void;
  children: ReactNode;
}

/**
 * A panel beside the page that shows one thing of its list, at a URL of its own. The page stays usable. Below 900 px it covers the
 * page. It takes the focus when it opens, and gives it back when it closes; Escape closes it.
 */
export function SidePanel({ title, action, onClose, children }: SidePanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  // Not on the panel: a button with the focus may go when it has done its work, and the body of the page then gets the keys.
  useEffect(() => {
    const closeOnEscape = ({ key, defaultPrevented, isComposing }: KeyboardEvent): void => {
      if (key !== 'Escape' || defaultPrevented || isComposing) return;
      const focused = document.activeElement;
      const isHere = focused === document.body || panel.current?.contains(focused) === true;
      if (isHere) onClose();
    };
    document.addEventListener('keydown', closeOnEscape);
    return () => document.removeEventListener('keydown', closeOnEscape);
  }, [onClose]);
  return (
    <div ref={panel} className={styles.panel} role="dialog" aria-labelledby={titleId} tabIndex={-1}>
      <header className={styles.header}>
        <h2 id={titleId} className={styles.title}>
          {title}
        </h2>
        {action}
        <AriaButton aria-label="Close" onPress={onClose} className={styles.close ?? ''}>
          <X size={18} aria-hidden />
        </AriaButton>
      </header>
      <div className={styles.body}>{children}</div>
    </div>
  );
}
