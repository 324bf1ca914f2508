import { Card } from '@flowforge/design-system/card/card';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { deleteForm, type Form, formQuery, updateForm } from '../../../api/forms.js';
import { DeleteCard } from '../../../editing/delete-card.js';
import { useLeaveDeleted } from '../../../editing/use-leave-deleted.js';
import { EditForm } from '../../../editing/edit-form.js';
import { useEdit } from '../../../editing/use-edit.js';
import { useCan } from '../../../session/session.js';
import styles from './builder.module.css';
import { FieldEditor } from './field-editor.js';
import { FieldList } from './field-list.js';
import { changeOf, draftOf } from './form-draft.js';
import { FormPreview } from './form-preview.js';
import { NOTHING_WRONG, valueName, wrongFields } from './wrong-fields.js';

const route = getRouteApi('/frame/forms/$formId/fields');

/** The fields of a form: the builder at the left, the form as visitors see it at the right. */
export function BuilderSection() {
  const { formId } = route.useParams();
  const { data: form } = useQuery(formQuery(formId));
  const canWrite = useCan('assistants:write');
  if (form === undefined) return null;
  return (
    <>
      <Builder key={form.id} form={form} isReadOnly={!canWrite} />
      {canWrite && <DeleteForm form={form} />}
    </>
  );
}

function Builder({ form, isReadOnly }: { form: Form; isReadOnly: boolean }) {
  const [selected, setSelected] = useState<number>();
  const edit = useEdit({
    thing: form,
    draftOf,
    save: (base, draft) => updateForm(base, changeOf(draft)),
    queryKey: formQuery(form.id).queryKey,
    // The keys of the fields are counted anew, in the order that was saved.
    onSaved: ({ fields }) => setSelected((before) => fields.findIndex(({ key }) => key === before)),
  });
  const { draft, change } = edit;
  const [wrong, setWrong] = useState(NOTHING_WRONG);
  if (wrong.answer !== edit.fieldErrors) {
    const found = wrongFields(edit.fieldErrors, edit.sent?.fields ?? []);
    setWrong(found);
    // Its controls show the messages, and the first one takes the focus.
    if (found.keys.length > 0 && !found.keys.includes(selected ?? -1)) setSelected(found.keys[0]);
  }
  const field = draft.fields.find(({ key }) => key === selected) ?? draft.fields[0];
  return (
    <div className={styles.columns}>
      <EditForm
        edit={{ ...edit, fieldErrors: wrong.errors }}
        what="form"
        isReadOnly={isReadOnly}
        nameOf={(path) => valueName(path, draft.fields)}
      >
        <Card title="Form">
          <TextField
            label="Name"
            name="name"
            maxLength={200}
            isReadOnly={isReadOnly}
            value={draft.name}
            onChange={(name) => change({ name })}
          />
        </Card>
        <FieldList
          fields={draft.fields}
          selected={field?.key}
          wrong={wrong.keys}
          onSelect={setSelected}
          onChange={(fields) => change({ fields })}
          isReadOnly={isReadOnly}
        />
        {field !== undefined && (
          <FieldEditor
            key={field.key}
            field={field}
            fields={draft.fields}
            onChange={(fields) => change({ fields })}
            isReadOnly={isReadOnly}
          />
        )}
      </EditForm>
      <FormPreview draft={draft} />
    </div>
  );
}

function DeleteForm({ form: { id, name } }: { form: Form }) {
  const leave = useLeaveDeleted('/forms', formQuery(id).queryKey);
  return (
    <DeleteCard
      what="form"
      name={name}
      consequence="Assistants no longer offer it. What visitors have submitted stays."
      onDelete={() => deleteForm(id)}
      onDeleted={leave}
    />
  );
}
