import { Button } from '@flowforge/design-system/button/button';
import { ComboBox } from '@flowforge/design-system/combo-box/combo-box';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Notice } from '@flowforge/design-system/state/notice';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import type { Form } from '../../../api/forms.js';
import { type Intent, updateIntent } from '../../../api/intents.js';
import { CreateIntentDialog } from '../../../intent/create-intent-dialog.js';

interface OfferFormDialogProps {
  form: Form;
  /** All forms, for the name of the form that an intent offers now. */
  forms: readonly Form[];
  intents: readonly Intent[];
  /** Whether the assistant lacks the intent. */
  isNew: (intent: Intent) => boolean;
  /** The intent offers the form now. Adds it to the assistant that is edited. */
  onOffered: (intent: Intent) => void;
  onClose: () => void;
}

/** Lets an intent offer a form: one from the drop-down, or a new one. */
export function OfferFormDialog({ form, forms, intents, isNew, onOffered, onClose }: OfferFormDialogProps) {
  const [intentId, setIntentId] = useState<string | null>(null);
  const [isCreating, setCreating] = useState(false);
  const queryClient = useQueryClient();
  const chosen = intents.find(({ id }) => id === intentId);
  const replaced = forms.find(({ id }) => id === chosen?.form_id);
  function finish(intent: Intent) {
    showToast(
      isNew(intent)
        ? `“${intent.name}” offers the form. Save the assistant, so that it recognises the intent.`
        : `“${intent.name}” offers the form now.`,
    );
    onOffered(intent);
    onClose();
  }
  const offer = useMutation({
    mutationFn: (intent: Intent) => updateIntent(intent, { form_id: form.id }),
    onSuccess: async (intent) => {
      await queryClient.invalidateQueries({ queryKey: ['intents'] });
      finish(intent);
    },
  });
  if (isCreating)
    return (
      <CreateIntentDialog
        formId={form.id}
        onCreated={async (intent) => {
          await queryClient.invalidateQueries({ queryKey: ['intents'] });
          finish(intent);
        }}
        onClose={onClose}
      />
    );
  return (
    <Dialog title={`Show “${form.name}” in the chat`} isOpen onClose={onClose}>
      <DialogBody>
        <p>The assistant shows the form with its reply when it recognises this intent.</p>
        <ComboBox
          label="Intent"
          options={intents.map(({ id, name, form_id }) => ({
            id,
            label: name,
            ...(form_id && {
              note: `offers “${forms.find((each) => each.id === form_id)?.name ?? 'a form'}” now`,
            }),
          }))}
          value={intentId}
          onChange={setIntentId}
          placeholder="Choose an intent"
        />
        {replaced !== undefined && (
          <Notice tone="warning">
            An intent offers one form. “{chosen?.name}” will no longer offer “{replaced.name}”.
          </Notice>
        )}
        {offer.error !== null && <Notice tone="danger">{messageOf(offer.error)}</Notice>}
      </DialogBody>
      <DialogActions>
        <Button onPress={() => setCreating(true)}>Create an intent</Button>
        <Button
          variant="primary"
          onPress={() => chosen !== undefined && offer.mutate(chosen)}
          isPending={offer.isPending}
          isDisabled={chosen === undefined}
        >
          Save
        </Button>
      </DialogActions>
    </Dialog>
  );
}
