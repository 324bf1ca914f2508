import { createElement, type JSX, type TargetedEvent } from 'preact';
import type { FieldType } from '../api/types.js';
import { useUi } from '../chat/ui.js';
import { maxLength } from '../entries/entries.js';
import type { InputProps } from './input-props.js';

const INPUT_TYPES: Partial<Record<FieldType, 'email' | 'tel' | 'url' | 'number' | 'date'>> = {
  email: 'email',
  phone: 'tel',
  url: 'url',
  number: 'number',
  date: 'date',
};
const AUTOCOMPLETE: Partial<Record<FieldType, string>> = { email: 'email', phone: 'tel', url: 'url' };
/** Written from left to right in every language. */
const LEFT_TO_RIGHT: readonly FieldType[] = ['email', 'phone', 'url'];

/** The browser's own input for the type of the field. */
export function TextInput({
  id,
  field,
  entry,
  error,
  describedBy,
  onChange,
  onLeave,
}: InputProps): JSX.Element {
  const { texts } = useUi();
  const { type, options = [] } = field;
  const common = {
    id,
    required: field.required === true,
    value: typeof entry === 'string' ? entry : '',
    dir: LEFT_TO_RIGHT.includes(type) ? ('ltr' as const) : entry === '' ? undefined : ('auto' as const),
    'aria-invalid': error !== null,
    'aria-describedby': describedBy,
    onBlur: onLeave,
  };
  if (type === 'select') {
    return (
      <select
        {...common}
        dir={undefined}
        class="input"
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="">{texts.choose}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    );
  }
  if (type === 'textarea') {
    return (
      <textarea
        {...common}
        class="input"
        rows={3}
        maxLength={maxLength(field)}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  // Not as JSX: its types want one element for each type of input.
  return createElement('input', {
    ...common,
    class: 'input',
    type: INPUT_TYPES[type] ?? 'text',
    ...(type === 'number' ? { step: 'any' } : { maxLength: maxLength(field) }),
    autocomplete: AUTOCOMPLETE[type],
    onInput: (event: TargetedEvent<HTMLInputElement>) => onChange(event.currentTarget.value),
  });
}
