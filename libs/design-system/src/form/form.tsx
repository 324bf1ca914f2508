import type { FormEvent, MouseEvent, ReactNode } from 'react';
import { Form as AriaForm } from 'react-aria-components';
import { Notice } from '../state/notice.js';
import styles from './form.module.css';

interface FormProps {
  /** The values of the fields by their `name`. Not called while a required field is empty. */
  onSubmit: (values: FormData) => void;
  /** Messages of the server by field name; they disappear when the field is changed. */
  fieldErrors?: Record<string, string[]>;
  /** What the server said that belongs to no field. */
  error?: string | undefined;
  children: ReactNode;
}

/** A form: fields in a column, an error above the buttons. */
export function Form({ onSubmit, fieldErrors, error, children }: FormProps) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    // For React a dialog lies inside the form that opens it, so the outer form would be submitted, too.
    event.stopPropagation();
    onSubmit(new FormData(event.currentTarget));
  }
  return (
    <AriaForm
      onSubmit={submit}
      onClickCapture={dropSecondClick}
      {...(fieldErrors && { validationErrors: fieldErrors })}
      className={styles.form ?? ''}
    >
      {children}
      {error !== undefined && <Notice tone="danger">{error}</Notice>}
    </AriaForm>
  );
}

/** A double click is one submit: its second click may come before the button is pending. */
function dropSecondClick(event: MouseEvent<HTMLFormElement>) {
  const isSubmit = event.target instanceof Element && event.target.closest('button[type=submit]') !== null;
  if (isSubmit && event.detail > 1) event.preventDefault();
}

interface FormActionsProps {
  /** Stays at the end of the window while its place is further down. */
  isInSight?: boolean;
  children: ReactNode;
}

/** The buttons of a form. */
export function FormActions({ isInSight = false, children }: FormActionsProps) {
  return <div className={`${styles.actions} ${isInSight ? styles.inSight : ''}`}>{children}</div>;
}
