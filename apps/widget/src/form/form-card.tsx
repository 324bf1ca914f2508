import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isFocusLost } from '../appearance/focus.js';
import { useUi } from '../chat/ui.js';
import { FormSummary } from './form-summary.js';
import { type FormProps, OpenForm } from './open-form.js';

/** A form of the conversation: its fields, and after "Submit" what was submitted. */
export function FormCard(props: FormProps): JSX.Element {
  const card = useRef<HTMLElement>(null);
  const { submitted } = props.form;
  const wasSubmitted = useRef(submitted !== null);
  useLayoutEffect(() => {
    if (submitted === null || wasSubmitted.current) return;
    wasSubmitted.current = true;
    // The button that had the focus is gone.
    if (isFocusLost(card.current)) card.current?.focus({ preventScroll: true });
  }, [submitted]);
  // The live region is there before the thank-you, or screen readers would not read it. Entries change all the time and are not read.
  return (
    <section class="card" ref={card} tabIndex={-1} aria-label={props.form.name} aria-live="off">
      <h3 class="card-title" dir="auto">
        {props.form.name}
      </h3>
      {props.form.submitted === null ? (
        <OpenForm {...props} />
      ) : (
        <FormSummary form={props.form} values={props.form.submitted} />
      )}
      <Thanks isShown={props.form.submitted !== null} />
    </section>
  );
}

function Thanks({ isShown }: { isShown: boolean }): JSX.Element {
  const { texts } = useUi();
  return (
    <p class="thanks" role="status">
      {isShown ? texts.thanks : ''}
    </p>
  );
}
