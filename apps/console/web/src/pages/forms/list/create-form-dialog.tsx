import { Button } from '@flowforge/design-system/button/button';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Form } from '@flowforge/design-system/form/form';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { fieldErrorsOf, messageOf } from '../../../api/api-error.js';
import { type CreateForm, createForm } from '../../../api/forms.js';

/** The fields of a new form; most forms need them, and the builder changes them. */
const FIRST_FIELDS: CreateForm['fields'] = [
  { name: 'name', label: 'Your name', type: 'text', required: true, maps_to: 'name' },
  { name: 'email', label: 'Your e-mail address', type: 'email', required: true, maps_to: 'email' },
];

/** A new form by its name; the builder opens with name and e-mail address. */
export function CreateFormDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: (name: string) => createForm({ name, fields: FIRST_FIELDS }),
    onSuccess: async ({ id }) => {
      await navigate({ to: '/forms/$formId/fields', params: { formId: id } });
      await queryClient.invalidateQueries({ queryKey: ['forms'] });
    },
  });
  return (
    <Dialog title="Create a form" isOpen onClose={onClose}>
      <Form
        onSubmit={(values) => create.mutate(String(values.get('name')))}
        fieldErrors={fieldErrorsOf(create.error)}
        error={messageOf(create.error)}
      >
        <DialogBody>
          <TextField
            label="Name"
            name="name"
            maxLength={200}
            autoFocus
            placeholder="Leads"
            description="Webhooks carry it as form_name. The form starts with a name and an e-mail address."
          />
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" isPending={create.isPending}>
            Create
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
