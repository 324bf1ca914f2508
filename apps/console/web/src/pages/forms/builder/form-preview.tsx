import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { Checkbox, CheckboxGroup } from '@flowforge/design-system/checkbox/checkbox';
import { Select } from '@flowforge/design-system/select/select';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import styles from './builder.module.css';
import { choicesOf, type FieldDraft, type FieldType, type FormDraft } from './form-draft.js';

/** The form as visitors see it. Its fields can be tried; it cannot be sent. */
export function FormPreview({ draft }: { draft: FormDraft }) {
  return (
    <Card
      title="Preview"
      description="As visitors see it. You can fill it in to try it; only visitors can send it."
    >
      <div role="group" aria-label={`Preview of ${draft.name}`} className={styles.preview}>
        <PreviewFields fields={draft.fields} />
      </div>
    </Card>
  );
}

function PreviewFields({ fields }: { fields: readonly FieldDraft[] }) {
  return (
    <>
      {fields.map((field) => (
        <PreviewField key={field.key} field={field} />
      ))}
      <Button isDisabled>Submit</Button>
    </>
  );
}

const INPUT_TYPES: Partial<Record<FieldType, 'email' | 'tel' | 'url' | 'number' | 'date'>> = {
  email: 'email',
  phone: 'tel',
  url: 'url',
  number: 'number',
  date: 'date',
};

function PreviewField({ field: { label, type, required, options } }: { field: FieldDraft }) {
  const text = label || 'No label';
  const choices = choicesOf(options).map((choice) => ({ id: choice, label: choice }));
  switch (type) {
    case 'boolean':
      return <Checkbox>{text}</Checkbox>;
    case 'select':
      return <Select label={text} options={choices} isOptional={!required} />;
    case 'multiselect':
      return (
        <CheckboxGroup label={text} isOptional={!required}>
          {choices.map(({ id }) => (
            <Checkbox key={id} value={id}>
              {id}
            </Checkbox>
          ))}
        </CheckboxGroup>
      );
    default:
      return (
        <TextField
          label={text}
          isOptional={!required}
          type={INPUT_TYPES[type] ?? 'text'}
          {...(type === 'textarea' && { rows: 3 })}
        />
      );
  }
}
