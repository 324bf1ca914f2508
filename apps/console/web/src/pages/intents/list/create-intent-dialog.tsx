import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useNavigate } from '@tanstack/react-router';
import { createIntent } from '../../../api/intents.js';
import { CreateDialog } from '../../../editing/create-dialog.js';
import { linesOf } from '../one/intent-draft.js';

/** A new intent by its name and examples; the rest is set on its page. */
export function CreateIntentDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  return (
    <CreateDialog
      title="Create an intent"
      create={(values) =>
        createIntent({
          name: String(values.get('name')),
          utterances: linesOf(String(values.get('utterances'))),
        })
      }
      open={({ id }) => navigate({ to: '/intents/$intentId', params: { intentId: id } })}
      queryKey={['intents']}
      onClose={onClose}
    >
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
    </CreateDialog>
  );
}
