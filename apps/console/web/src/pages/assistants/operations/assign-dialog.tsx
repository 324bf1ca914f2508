import { ALLOWED_ASSIGNMENT_EVENT_TYPES, DEFAULT_ASSIGNMENT_EVENT_TYPES } from '@flowforge/contracts/words';
import { Button } from '@flowforge/design-system/button/button';
import { Checkbox, CheckboxGroup } from '@flowforge/design-system/checkbox/checkbox';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Notice } from '@flowforge/design-system/state/notice';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import { assignWebhook } from '../../../api/assignments.js';
import { WebhookDropDown } from '../../../assigning/webhook-drop-down.js';

interface AssignDialogProps {
  assistantId: string;
  /** The webhook that is chosen at first: the one that “Create Webhook” has made. */
  chosen: string | undefined;
  onClose: () => void;
}

/** “Assign Webhook”: a webhook from the drop-down, or a new one. */
export function AssignDialog({ assistantId, chosen, onClose }: AssignDialogProps) {
  const [webhookId, setWebhookId] = useState<string | null>(chosen ?? null);
  const [types, setTypes] = useState<string[]>([...DEFAULT_ASSIGNMENT_EVENT_TYPES.assistant]);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const assign = useMutation({
    mutationFn: (webhook_id: string) =>
      assignWebhook({
        webhook_id,
        assistant_id: assistantId,
        event_types: ALLOWED_ASSIGNMENT_EVENT_TYPES.assistant.filter((type) => types.includes(type)),
      }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['assignments'] });
      showToast('The webhook was assigned.');
    },
  });
  const createWebhook = () =>
    void navigate({
      to: '/profile/webhooks/new',
      search: { return_to: `/assistants/${assistantId}/operations?assign=true` },
    });
  return (
    <Dialog title="Assign Webhook" isOpen onClose={onClose}>
      <DialogBody>
        <WebhookDropDown value={webhookId} onChange={setWebhookId} />
        <CheckboxGroup label="Events" value={types} onChange={setTypes}>
          {ALLOWED_ASSIGNMENT_EVENT_TYPES.assistant.map((type) => (
            <Checkbox key={type} value={type}>
              {type}
            </Checkbox>
          ))}
        </CheckboxGroup>
        {assign.error !== null && <Notice tone="danger">{messageOf(assign.error)}</Notice>}
      </DialogBody>
      <DialogActions>
        <Button onPress={createWebhook}>Create Webhook</Button>
        <Button
          variant="primary"
          onPress={() => webhookId !== null && assign.mutate(webhookId)}
          isPending={assign.isPending}
          isDisabled={webhookId === null || types.length === 0}
        >
          Save
        </Button>
      </DialogActions>
    </Dialog>
  );
}
