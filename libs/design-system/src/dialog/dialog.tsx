import { type ReactNode, useCallback, useRef, useState } from 'react';
import { Button } from '../button/button.js';
import { DialogWindow } from './dialog-window.js';
import styles from './dialog.module.css';

interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** `alertdialog` for a question that must be answered. */
  role?: 'dialog' | 'alertdialog';
  width?: 'narrow' | 'wide';
  children: ReactNode;
}

/**
 * A modal dialog. Escape, the cross and a press outside close it. After something was entered, Escape and a press outside ask first,
 * because they happen by accident.
 */
export function Dialog({ onClose, role = 'dialog', width = 'narrow', children, ...window }: DialogProps) {
  const hasEntries = useRef(false);
  const [isAsking, setAsking] = useState(false);
  // A dialog that is opened again begins empty.
  const forgetAtEnd = useCallback(() => () => void (hasEntries.current = false), []);
  return (
    <DialogWindow
      {...window}
      role={role}
      width={width}
      onClose={onClose}
      onDismiss={() => (hasEntries.current ? setAsking(true) : onClose())}
    >
      <div ref={forgetAtEnd} onInput={() => (hasEntries.current = true)}>
        {children}
      </div>
      <DiscardQuestion
        isOpen={isAsking}
        onKeep={() => setAsking(false)}
        onDiscard={() => {
          setAsking(false);
          onClose();
        }}
      />
    </DialogWindow>
  );
}

interface DiscardQuestionProps {
  isOpen: boolean;
  onKeep: () => void;
  onDiscard: () => void;
}

function DiscardQuestion({ isOpen, onKeep, onDiscard }: DiscardQuestionProps) {
  return (
    <DialogWindow
      title="Discard what you entered?"
      isOpen={isOpen}
      onClose={onKeep}
      onDismiss={onKeep}
      role="alertdialog"
      width="narrow"
    >
      <DialogBody>
        <p>It was not saved.</p>
      </DialogBody>
      <DialogActions>
        <Button onPress={onKeep}>Keep editing</Button>
        <Button variant="danger" onPress={onDiscard}>
          Discard
        </Button>
      </DialogActions>
    </DialogWindow>
  );
}

/** The buttons at the end of a dialog, the main one last. They stay in sight while a long dialog is scrolled. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <footer className={styles.actions}>{children}</footer>;
}

/** The content of a dialog above its buttons. */
export function DialogBody({ children }: { children: ReactNode }) {
  return <div className={styles.body}>{children}</div>;
}
