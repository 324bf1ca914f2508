import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useNavigate } from '@tanstack/react-router';
import { type CreateForm, createForm } from '../../../api/forms.js';
import { CreateDialog } from '../../../editing/create-dialog.js';

/** The fields of a new form; most forms need them, and the builder changes them. */
const FIRST_FIELDS: CreateForm['fields'] = [
  { name: 'name', label: 'Your name', type: 'text', required: true, maps_to: 'name' },
  { name: 'email', label: 'Your e-mail address', type: 'email', required: true, maps_to: 'email' },
];

/** A new form by its name; the builder opens with name and e-mail address. */
export function CreateFormDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  return (
    <CreateDialog
      title="Create a form"
      create={(values) => createForm({ name: String(values.get('name')), fields: FIRST_FIELDS })}
      open={({ id }) => navigate({ to: '/forms/$formId/fields', params: { formId: id } })}
      queryKey={['forms']}
      onClose={onClose}
    >
      <TextField
        label="Name"
        name="name"
        maxLength={200}
        autoFocus
        description="Webhooks carry it as form_name. Example: Leads. The form starts with a name and an e-mail address."
      />
    </CreateDialog>
  );
}
