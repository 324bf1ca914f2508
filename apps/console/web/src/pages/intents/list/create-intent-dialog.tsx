import { Button } from '@flowforge/design-system/button/button';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Form } from '@flowforge/design-system/form/form';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { fieldErrorsOf, messageOf } from '../../../api/api-error.js';
import { createIntent } from '../../../api/intents.js';
import { linesOf } from '../one/intent-draft.js';

/** A new intent by its name and examples; the rest is set on its page. */
export function CreateIntentDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: createIntent,
    onSuccess: async ({ id }) => {
      await navigate({ to: '/intents/$intentId', params: { intentId: id } });
      await queryClient.invalidateQueries({ queryKey: ['intents'] });
    },
  });
  return (
    <Dialog title="Create an intent" isOpen onClose={onClose}>
      <Form
        onSubmit={(values) =>
          create.mutate({
            name: String(values.get('name')),
            utterances: linesOf(String(values.get('utterances'))),
          })
        }
        fieldErrors={fieldErrorsOf(create.error)}
        error={messageOf(create.error)}
      >
        <DialogBody>
          <TextField
            label="Name"
            name="name"
            maxLength={200}
            autoFocus
            placeholder="BOOKING"
            description="Webhooks carry it as intent_name."
          />
          <TextField
            label="Example sentences"
            name="utterances"
            rows={6}
            placeholder={'I would like to book a room\nDo you have a room for tonight?'}
            description="One a line, as visitors write them. Five or more work well."
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
