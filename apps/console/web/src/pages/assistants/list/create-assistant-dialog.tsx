import { Button } from '@flowforge/design-system/button/button';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Form } from '@flowforge/design-system/form/form';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { fieldErrorsOf, messageOf } from '../../../api/api-error.js';
import { createAssistant } from '../../../api/assistants.js';

/** A new assistant by its name and greeting; the rest is set on its page. */
export function CreateAssistantDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: createAssistant,
    onSuccess: async ({ id }) => {
      await navigate({ to: '/assistants/$assistantId/settings', params: { assistantId: id } });
      await queryClient.invalidateQueries({ queryKey: ['assistants'] });
    },
  });
  return (
    <Dialog title="Create an assistant" isOpen onClose={onClose}>
      <Form
        onSubmit={(values) => {
          const greeting = String(values.get('greeting')).trim();
          create.mutate({ name: String(values.get('name')), greeting: greeting === '' ? null : greeting });
        }}
        fieldErrors={fieldErrorsOf(create.error)}
        error={messageOf(create.error)}
      >
        <DialogBody>
          <TextField
            label="Name"
            name="name"
            maxLength={200}
            autoFocus
            placeholder="Reception"
            description="Visitors see it at the head of the chat."
          />
          <TextField
            label="Greeting"
            name="greeting"
            isOptional
            rows={3}
            maxLength={4000}
            defaultValue="Hello! How can I help you?"
            description="The first message. Without one, the visitor writes first."
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
