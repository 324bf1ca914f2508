import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { Select } from '@flowforge/design-system/select/select';
import { Switch } from '@flowforge/design-system/switch/switch';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import styles from './builder.module.css';
import {
  canMap,
  CONTACT_PROPERTIES,
  FIELD_TYPES,
  type FieldDraft,
  freeHandle,
  handleError,
  handleOf,
  hasChoices,
} from './form-draft.js';
import { controlName } from './wrong-fields.js';

interface FieldEditorProps {
  field: FieldDraft;
  fields: readonly FieldDraft[];
  onChange: (fields: FieldDraft[]) => void;
  isReadOnly: boolean;
}

/** Everything that can be changed at a field. */
export function FieldEditor({ field, fields, onChange, isReadOnly }: FieldEditorProps) {
  const change = (part: Partial<FieldDraft>) =>
    onChange(fields.map((other) => (other.key === field.key ? { ...other, ...part } : other)));
  const others = fields.filter(({ key }) => key !== field.key);
  /** The handle follows the label until it is written by hand. */
  function changeLabel(label: string) {
    const isAutomatic =
      /^field(_\d+)?$/.test(field.name) || field.name === freeHandle(handleOf(field.label), others);
    change({ label, ...(isAutomatic && { name: freeHandle(handleOf(label), others) }) });
  }
  return (
    <Card
      title={`Field “${field.label}”`}
      action={
        !isReadOnly &&
        fields.length > 1 && (
          <Button size="small" variant="quiet" onPress={() => onChange(others)}>
            Delete the field
          </Button>
        )
      }
    >
      <TextField
        label="Label"
        name={controlName(field.key, 'label')}
        maxLength={200}
        isReadOnly={isReadOnly}
        value={field.label}
        onChange={changeLabel}
        description="What the visitor sees."
      />
      <TextField
        label="Handle"
        name={controlName(field.key, 'name')}
        isCode
        maxLength={64}
        validate={(name) => (name === '' ? null : handleError(name, others))}
        isReadOnly={isReadOnly}
        value={field.name}
        onChange={(name) => change({ name })}
        description="The key of the value in webhooks: lower-case letters, digits and underscores, a letter first."
      />
      <Select
        label="Type"
        name={controlName(field.key, 'type')}
        options={FIELD_TYPES}
        isDisabled={isReadOnly}
        value={field.type}
        onChange={(id) => change({ type: FIELD_TYPES.find((type) => type.id === id)?.id ?? 'text' })}
      />
      {hasChoices(field.type) && (
        <TextField
          label="Choices"
          name={controlName(field.key, 'options')}
          rows={4}
          isReadOnly={isReadOnly}
          value={field.options}
          onChange={(options) => change({ options })}
          description="One a line, at most 100."
        />
      )}
      {canMap(field.type) && (
        <Select
          label="Becomes the contact’s"
          name={controlName(field.key, 'maps_to')}
          options={CONTACT_PROPERTIES}
          isDisabled={isReadOnly}
          value={field.mapsTo}
          onChange={(id) => change({ mapsTo: CONTACT_PROPERTIES.find((one) => one.id === id)?.id ?? 'none' })}
          description="So that the same person is recognised in the next conversation."
        />
      )}
      {/* A “Yes or no” that is left alone is a no. */}
      {field.type !== 'boolean' && (
        <div className={styles.required}>
          <Switch
            label="Required"
            isSelected={field.required}
            onChange={(required) => change({ required })}
            isDisabled={isReadOnly}
          />
        </div>
      )}
    </Card>
  );
}
