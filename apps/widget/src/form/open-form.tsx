import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { FormField } from '../api/types.js';
import { useUi } from '../chat/ui.js';
import type { ConversationForm } from '../conversation/conversation.js';
import {
  type Entries,
  type Entry,
  type EntryErrors,
  emptyEntry,
  entryError,
  errorsOfAnswer,
} from '../entries/entries.js';
import { Field } from './field.js';

export interface FormProps {
  form: ConversationForm;
  entries: Entries;
  /** Nothing can be submitted any more. */
  isEnded: boolean;
}

/** The fields of a form, and the button that submits them. */
export function OpenForm({ form, entries, isEnded }: FormProps): JSX.Element {
  const { chat, texts } = useUi();
  const element = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<EntryErrors>({});
  const [isSubmitting, setSubmitting] = useState(false);
  const idOf = (name: string): string => `${form.form_instance_id}-${name}`;
  const entryOf = (field: FormField): Entry => entries[field.name] ?? emptyEntry(field);
  const errorOf = (field: FormField): string | null =>
    entryError(field, entryOf(field), isUnreadable(element.current, idOf(field.name)), texts);

  const change = (field: FormField, entry: Entry): void => {
    chat.setEntries(form, { ...entries, [field.name]: entry });
    // An error goes as soon as it is mended; a new one comes only when the field is left.
    if (errors[field.name] !== undefined && entryError(field, entry, false, texts) === null) {
      setErrors(without(errors, field.name));
    }
  };
  const leave = (field: FormField): void => {
    const error = errorOf(field);
    if (error !== null && error !== texts.required) setErrors({ ...errors, [field.name]: error });
  };
  const show = (found: EntryErrors): void => {
    setErrors(found);
    const wrong = form.fields.find(({ name }) => found[name] !== undefined);
    // After they are drawn, so that the error is read with the field.
    if (wrong) setTimeout(() => inputOf(element.current, idOf(wrong.name))?.focus());
  };
  const submit = async (): Promise<void> => {
    if (isSubmitting) return;
    const found = form.fields.flatMap((field): [string, string][] => {
      const error = errorOf(field);
      return error === null ? [] : [[field.name, error]];
    });
    if (found.length > 0) return show(Object.fromEntries(found));
    setErrors({});
    setSubmitting(true);
    const failure = await chat.submit(form);
    setSubmitting(false);
    if (failure?.kind === 'invalid') show(errorsOfAnswer(form.fields, failure.errors, texts));
    else if (failure) setErrors({ '': texts.formFailed });
  };
  if (isEnded) return <p class="note">{texts.formClosed}</p>;
  return (
    <form
      class="fields"
      ref={element}
      noValidate
      aria-label={form.name}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {form.fields.map((field) => (
        <Field
          key={field.name}
          id={idOf(field.name)}
          field={field}
          entry={entryOf(field)}
          error={errors[field.name] ?? null}
          onChange={(entry) => change(field, entry)}
          onLeave={() => leave(field)}
        />
      ))}
      <p class="field-error" role="alert">
        {errors['']}
      </p>
      <button type="submit" class="button" aria-disabled={isSubmitting}>
        {isSubmitting ? texts.submitting : texts.submit}
      </button>
    </form>
  );
}

function inputOf(form: HTMLFormElement | null, id: string): HTMLElement | null {
  const element = form?.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
  return element?.querySelector('input') ?? element ?? null;
}

/** Whether the browser holds a text that is no value of the input's type. */
function isUnreadable(form: HTMLFormElement | null, id: string): boolean {
  const input = inputOf(form, id);
  return input instanceof HTMLInputElement && input.validity.badInput;
}

function without(errors: EntryErrors, name: string): EntryErrors {
  return Object.fromEntries(Object.entries(errors).filter(([key]) => key !== name));
}
