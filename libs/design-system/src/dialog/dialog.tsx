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
  /** What is asked before an accident closes the dialog, also when nothing was entered: what it shows cannot be shown again. */
  closeQuestion?: CloseQuestion;
  children: ReactNode;
}

/** A question before a dialog closes. */
export interface CloseQuestion {
  title: string;
  text: string;
  /** The button that goes back to the dialog, and the one that closes it. */
  back: string;
  close: string;
}

const DISCARD: CloseQuestion = {
  title: 'Discard what you entered?',
  text: 'It was not saved.',
  back: 'Keep editing',
  close: 'Discard',
};

/**
 * A modal dialog. Escape, the cross and a press outside close it. After something was entered, Escape and a press outside ask first,
 * because they happen by accident.
 */
export function Dialog({
  onClose,
  role = 'dialog',
  width = 'narrow',
  closeQuestion,
  children,
  ...window
}: DialogProps) {
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
      onDismiss={() => (hasEntries.current || closeQuestion !== undefined ? setAsking(true) : onClose())}
    >
      <div ref={forgetAtEnd} onInput={() => (hasEntries.current = true)}>
        {children}
      </div>
      <BeforeClose
        question={closeQuestion ?? DISCARD}
        isOpen={isAsking}
        onBack={() => setAsking(false)}
        onClose={() => {
          setAsking(false);
          onClose();
        }}
      />
    </DialogWindow>
  );
}

interface BeforeCloseProps {
  question: CloseQuestion;
  isOpen: boolean;
  onBack: () => void;
  onClose: () => void;
}

function BeforeClose({ question: { title, text, back, close }, isOpen, onBack, onClose }: BeforeCloseProps) {
  return (
    <DialogWindow
      title={title}
      isOpen={isOpen}
      onClose={onBack}
      onDismiss={onBack}
      role="alertdialog"
      width="narrow"
    >
      <DialogBody>
        <p>{text}</p>
      </DialogBody>
      <DialogActions>
        <Button onPress={onBack}>{back}</Button>
        <Button variant="danger" onPress={onClose}>
          {close}
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
