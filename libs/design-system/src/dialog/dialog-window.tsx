import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Dialog as AriaDialog,
  Heading,
  Modal,
  ModalOverlay,
} from 'react-aria-components';
import styles from './dialog.module.css';

interface DialogWindowProps {
  title: string;
  isOpen: boolean;
  /** The cross. */
  onClose: () => void;
  /** Escape, or a press outside. */
  onDismiss: () => void;
  /** A press outside of an `alertdialog` does nothing. */
  role: 'dialog' | 'alertdialog';
  width: 'narrow' | 'wide';
  children: ReactNode;
}

/** The modal window of a dialog, with its title and its cross. */
export function DialogWindow({
  title,
  isOpen,
  onClose,
  onDismiss,
  role,
  width,
  children,
}: DialogWindowProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onDismiss()}
      isDismissable={role === 'dialog'}
      className={styles.backdrop ?? ''}
    >
      <Modal className={`${styles.window} ${styles[width]}`}>
        <AriaDialog role={role} className={styles.dialog ?? ''}>
          <header className={styles.header}>
            <Heading slot="title" className={styles.title}>
              {title}
            </Heading>
            <AriaButton aria-label="Close" onPress={onClose} className={styles.close ?? ''}>
              <X size={18} aria-hidden />
            </AriaButton>
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
