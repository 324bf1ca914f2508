import { Card } from '@flowforge/design-system/card/card';
import { NumberField } from '@flowforge/design-system/number-field/number-field';
import { Select } from '@flowforge/design-system/select/select';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useQuery } from '@tanstack/react-query';
import { formChoicesQuery } from '../../../api/forms.js';
import { type Intent, intentQuery, updateIntent } from '../../../api/intents.js';
import { EditForm } from '../../../editing/edit-form.js';
import { useEdit } from '../../../editing/use-edit.js';
import { changeOf, draftOf } from './intent-draft.js';

/** The settings of an intent. */
export function IntentForm({ intent, isReadOnly }: { intent: Intent; isReadOnly: boolean }) {
  const edit = useEdit({
    thing: intent,
    draftOf,
    save: (base, draft) => updateIntent(base, changeOf(draft)),
    queryKey: intentQuery(intent.id).queryKey,
  });
  const { draft, change } = edit;
  const { data: forms } = useQuery(formChoicesQuery);
  const formOptions = [
    { id: 'none', label: 'No form' },
    ...(forms?.items ?? []).map(({ id, name }) => ({ id, label: name })),
  ];
  return (
    <EditForm edit={edit} what="intent" isReadOnly={isReadOnly}>
      <Card title="What visitors say">
        <TextField
          label="Name"
          name="name"
          maxLength={200}
          isReadOnly={isReadOnly}
          value={draft.name}
          onChange={(name) => change({ name })}
        />
        <TextField
          label="Example sentences"
          name="utterances"
          rows={10}
          isReadOnly={isReadOnly}
          value={draft.utterances}
          onChange={(utterances) => change({ utterances })}
          description="One a line, as visitors write them: at most 100. Different words help more than many sentences."
        />
      </Card>
      <Card title="What the assistant does">
        <TextField
          label="Reply"
          name="reply"
          isOptional
          rows={3}
          maxLength={4000}
          isReadOnly={isReadOnly}
          value={draft.reply}
          onChange={(reply) => change({ reply })}
          description="The answer when it recognises the intent. Without one it uses a built-in text."
        />
        <Select
          label="Offer the form"
          name="form_id"
          options={formOptions}
          isDisabled={isReadOnly}
          value={draft.formId === '' ? 'none' : draft.formId}
          onChange={(id) => change({ formId: id === 'none' ? '' : id })}
        />
      </Card>
      <Card title="Details">
        <NumberField
          label="Confidence needed"
          name="threshold"
          isOptional
          minValue={0}
          maxValue={1}
          step={0.05}
          isReadOnly={isReadOnly}
          value={draft.threshold ?? Number.NaN}
          onChange={(threshold) => change({ threshold: Number.isNaN(threshold) ? undefined : threshold })}
          description="From 0 to 1. Higher: fewer wrong captures, more misses. Empty: 0.4."
        />
        <TextField
          label="Note"
          name="description"
          isOptional
          rows={2}
          maxLength={2000}
          isReadOnly={isReadOnly}
          value={draft.description}
          onChange={(description) => change({ description })}
          description="For your team. Recognition does not use it."
        />
      </Card>
    </EditForm>
  );
}
