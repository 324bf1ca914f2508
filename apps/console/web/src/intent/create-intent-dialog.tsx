import { TextField } from '@flowforge/design-system/text-field/text-field';
import { createIntent, type Intent } from '../api/intents.js';
import { CreateDialog } from '../editing/create-dialog.js';
import { linesOf } from './utterances.js';

interface CreateIntentDialogProps {
  /** The form that it offers. */
  formId?: string;
  /** Shows what comes next. */
  onCreated: (intent: Intent) => Promise<void>;
  onClose: () => void;
}

/** A new intent by its name and examples; the rest is set on its page. */
export function CreateIntentDialog({ formId, onCreated, onClose }: CreateIntentDialogProps) {
  return (
    <CreateDialog
      title="Create an intent"
      create={(values) =>
        createIntent({
          name: String(values.get('name')),
          utterances: linesOf(String(values.get('utterances'))),
          ...(formId !== undefined && { form_id: formId }),
        })
      }
      open={onCreated}
      queryKey={['intents']}
      onClose={onClose}
    >
      <TextField
        label="Name"
        name="name"
        maxLength={200}
        autoFocus
        description="Webhooks carry it as intent_name. Example: BOOKING."
      />
      <TextField
        label="Example sentences"
        name="utterances"
        rows={6}
        description="One a line, as visitors write them, such as “I would like to book a room”. Five or more work well."
      />
    </CreateDialog>
  );
}
