import { Button } from '@flowforge/design-system/button/button';
import { Checkbox, CheckboxGroup } from '@flowforge/design-system/checkbox/checkbox';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Form } from '@flowforge/design-system/form/form';
import { shownOnceQuestion, Secret } from '@flowforge/design-system/secret/secret';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrorsOf, formMessageOf } from '../../../api/api-error.js';
import { type CreatedApiKey, createApiKey } from '../../../api/api-keys.js';
import { useSession } from '../../../session/session.js';
import styles from './api-keys.module.css';
import { readOnlyScopes, scopeChoices } from './scopes.js';

/** Creates a key, and shows it this once. It has no permission until one is chosen. */
export function CreateKeyDialog({ onClose }: { onClose: () => void }) {
  const choices = scopeChoices(useSession().scopes);
  const [chosen, setChosen] = useState<readonly string[]>([]);
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
        error={formMessageOf(create.error)}
      >
        <DialogBody>
          <TextField
            label="Name"
            name="name"
            maxLength={200}
            autoFocus
            description="The program that uses it, such as Shop backend."
          />
          <CheckboxGroup
            label="Permissions"
            name="scopes"
            value={[...chosen]}
            onChange={setChosen}
            validate={(scopes) => (scopes.length === 0 ? 'Choose at least one permission.' : null)}
            description="Give only what the program needs. You can revoke the key at any time, but not change it. “Read only” leaves out the audit log."
          >
            <div className={styles.quick} role="group" aria-label="Choose permissions">
              <Button size="small" onPress={() => setChosen(readOnlyScopes(choices))}>
                Read only
              </Button>
              <Button size="small" onPress={() => setChosen(choices.map(({ id }) => id))}>
                Everything
              </Button>
              <Button
                size="small"
                variant="quiet"
                onPress={() => setChosen([])}
                isDisabled={chosen.length === 0}
              >
                None
              </Button>
            </div>
            {choices.map(({ id, words, note }) => (
              <Checkbox
                key={id}
                value={id}
                description={
                  <>
                    <code>{id}</code> · {note}
                  </>
                }
              >
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
    <Dialog
      title={`The API key “${apiKey.name}”`}
      isOpen
      onClose={onClose}
      role="alertdialog"
      closeQuestion={shownOnceQuestion('API key')}
    >
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
