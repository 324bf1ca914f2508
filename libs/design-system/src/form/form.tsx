import { type FormEvent, type MouseEvent, type ReactNode, useRef } from 'react';
import { flushSync } from 'react-dom';
import { Form as AriaForm, FormContext } from 'react-aria-components';
import styles from './form.module.css';
import { FormSummary, SummaryContext } from './form-summary.js';
import type { FieldErrors } from './place-errors.js';
import { usePlacedErrors } from './use-placed-errors.js';

interface FormProps {
  /** The values of the fields by their `name`. Not called while a required field is empty. */
  onSubmit: (values: FormData) => void;
  /**
   * Messages of the server by path; the same object while it is the same answer. Each stands at its control and goes when that is changed.
   * Those without a control are listed in the summary.
   */
  fieldErrors?: FieldErrors;
  /** What the server said that belongs to no field. */
  error?: string | undefined;
  /** The summary is not drawn at the end: a `FormSummary` inside of the form has its place. */
  hasOwnSummary?: boolean;
  /** How the summary names a value without a control, from its path; by default the path itself. */
  nameOf?: (path: string) => string;
  children: ReactNode;
}

const NONE: FieldErrors = {};

/** A form: fields in a column, an error above the buttons. */
export function Form({
  onSubmit,
  fieldErrors = NONE,
  error,
  hasOwnSummary = false,
  nameOf,
  children,
}: FormProps) {
  const ref = useRef<HTMLFormElement>(null);
  const [{ atControls, elsewhere }, clear] = usePlacedErrors(ref, fieldErrors);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    // For React a dialog lies inside the form that opens it, so the outer form would be submitted, too.
    event.stopPropagation();
    // While a form is being sent its button is none that submits, but Enter in its only text field submits it nevertheless.
    if (event.currentTarget.querySelector('button[type=submit]') === null) return;
    onSubmit(new FormData(event.currentTarget));
  }
  /** A submit begins as a click, also when Enter was pressed. */
  function click(event: MouseEvent<HTMLFormElement>) {
    const { target, currentTarget } = event;
    // For React a dialog lies inside the form that opens it: a click in it does not belong to this form.
    if (!(target instanceof Element) || !currentTarget.contains(target)) return;
    if (target.closest('button[type=submit]') === null) return;
    // A double click is one submit: its second click may come before the button is pending.
    if (event.detail > 1) event.preventDefault();
    else flushSync(clear);
  }
  return (
    <SummaryContext value={{ error, hasWrongFields: Object.keys(atControls).length > 0, elsewhere, nameOf }}>
      <AriaForm
        ref={ref}
        onSubmit={submit}
        onClickCapture={click}
        validationErrors={atControls}
        className={styles.form ?? ''}
      >
        {/* Without this, react-aria gives this form's handlers to the form of a dialog, too, and its submit would submit both. */}
        <FormContext value={null}>
          {children}
          {!hasOwnSummary && <FormSummary />}
        </FormContext>
      </AriaForm>
    </SummaryContext>
  );
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
