import type { ComponentChildren, JSX } from 'preact';
import type { InputProps } from './input-props.js';

/** One tick: true or false. */
export function Tick({ id, field, entry, error, describedBy, onChange }: InputProps): JSX.Element {
  return (
    <label class="choice">
      <input
        id={id}
        type="checkbox"
        checked={entry === true}
        aria-invalid={error !== null}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span dir="auto">{field.label}</span>
    </label>
  );
}

/** Several of the options. */
export function Choices({
  id,
  field,
  entry,
  describedBy,
  optional,
  onChange,
}: InputProps & { optional: ComponentChildren }): JSX.Element {
  const chosen = Array.isArray(entry) ? entry : [];
  const toggle = (option: string): void => {
    const isChosen = (one: string): boolean =>
      one === option ? !chosen.includes(one) : chosen.includes(one);
    // In the order of the form, whatever order they were chosen in.
    onChange((field.options ?? []).filter(isChosen));
  };
  return (
    <fieldset id={id} aria-describedby={describedBy}>
      <legend class="label-row">
        <span dir="auto">{field.label}</span>
        {optional}
      </legend>
      {(field.options ?? []).map((option) => (
        <label class="choice" key={option}>
          <input type="checkbox" checked={chosen.includes(option)} onChange={() => toggle(option)} />
          <span dir="auto">{option}</span>
        </label>
      ))}
    </fieldset>
  );
}
