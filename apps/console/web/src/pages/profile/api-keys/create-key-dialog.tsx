import { Button } from '@flowforge/design-system/button/button';
import { Checkbox, CheckboxGroup } from '@flowforge/design-system/checkbox/checkbox';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Form } from '@flowforge/design-system/form/form';
import { Secret } from '@flowforge/design-system/secret/secret';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrorsOf, messageOf } from '../../../api/api-error.js';
import { type CreatedApiKey, createApiKey } from '../../../api/api-keys.js';
import { useSession } from '../../../session/session.js';
import { scopeChoices } from './scopes.js';

/** Creates a key, and shows it this once. */
export function CreateKeyDialog({ onClose }: { onClose: () => void }) {
  const choices = scopeChoices(useSession().scopes);
  const [chosen, setChosen] = useState<string[]>(choices.map(({ id }) => id));
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: createApiKey,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  if (create.data !== undefined) return <NewKey apiKey={create.data} onClose={onClose} />;
  return (
    <Dialog title="Create an API key" isOpen onClose={onClose}>
      <Form
        onSubmit={(values) =>
          create.mutate({
            name: String(values.get('name')),
            scopes: choices.map(({ id }) => id).filter((id) => chosen.includes(id)),
          })
        }
        fieldErrors={fieldErrorsOf(create.error)}
        error={messageOf(create.error)}
      >
        <DialogBody>
          <TextField
            label="Name"
            name="name"
            placeholder="Shop backend"
            maxLength={200}
            autoFocus
            description="The program that uses it."
          />
          <CheckboxGroup label="Permissions" value={chosen} onChange={setChosen}>
            {choices.map(({ id, words }) => (
              <Checkbox key={id} value={id} description={id}>
                {words}
              </Checkbox>
            ))}
          </CheckboxGroup>
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

function NewKey({ apiKey, onClose }: { apiKey: CreatedApiKey; onClose: () => void }) {
  return (
    <Dialog title={`The API key “${apiKey.name}”`} isOpen onClose={onClose} role="alertdialog">
      <DialogBody>
        <p>Copy it now: it is not shown again.</p>
        <Secret secret={apiKey.key} what="API key" />
      </DialogBody>
      <DialogActions>
        <Button variant="primary" onPress={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
