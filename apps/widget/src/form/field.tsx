import type { JSX } from 'preact';
import { AlertIcon } from '../appearance/icons.js';
import { useUi } from '../chat/ui.js';
import { Choices, Tick } from './choices.js';
import type { FieldProps } from './input-props.js';
import { TextInput } from './text-input.js';

/** A field with its label, and its error below. */
export function Field(props: FieldProps): JSX.Element {
  const { id, field, error } = props;
  const { texts } = useUi();
  const isOptional = field.required !== true && field.type !== 'boolean';
  const describedBy = [error !== null && `${id}-error`, isOptional && `${id}-optional`]
    .filter(Boolean)
    .join(' ');
  const input = { ...props, describedBy: describedBy === '' ? undefined : describedBy };
  const optional = isOptional && (
    <span id={`${id}-optional`} class="optional">
      {texts.optional}
    </span>
  );
  return (
    <div class={error === null ? 'field' : 'field wrong'}>
      {field.type === 'boolean' ? (
        <Tick {...input} />
      ) : field.type === 'multiselect' ? (
        <Choices {...input} optional={optional} />
      ) : (
        <>
          <div class="label-row">
            <label for={id} dir="auto">
              {field.label}
            </label>
            {optional}
          </div>
          <TextInput {...input} />
        </>
      )}
      {error !== null && (
        <p class="field-error" id={`${id}-error`}>
          <AlertIcon />
          <span>{error}</span>
        </p>
      )}
    </div>
  );
}
