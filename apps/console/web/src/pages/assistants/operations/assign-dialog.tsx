import { DEFAULT_ASSIGNMENT_EVENT_TYPES } from '@flowforge/contracts/words';
import { Button } from '@flowforge/design-system/button/button';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Notice } from '@flowforge/design-system/state/notice';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import { AssistantEvents } from '../../../assigning/assistant-events.js';
import { useAssign } from '../../../assigning/use-assign.js';
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
  const [types, setTypes] = useState([...DEFAULT_ASSIGNMENT_EVENT_TYPES.assistant]);
  const navigate = useNavigate();
  const assign = useAssign(onClose);
  const createWebhook = () =>
    void navigate({
      to: '/profile/webhooks/new',
      search: { return_to: `/assistants/${assistantId}/operations?assign=true` },
    });
  return (
    <Dialog title="Assign Webhook" isOpen onClose={onClose}>
      <DialogBody>
        <WebhookDropDown value={webhookId} onChange={setWebhookId} />
        <AssistantEvents value={types} onChange={setTypes} />
        {assign.error !== null && <Notice tone="danger">{messageOf(assign.error)}</Notice>}
      </DialogBody>
      <DialogActions>
        <Button onPress={createWebhook}>Create Webhook</Button>
        <Button
          variant="primary"
          onPress={() =>
            webhookId !== null &&
            assign.mutate({ webhook_id: webhookId, assistant_id: assistantId, event_types: types })
          }
          isPending={assign.isPending}
          isDisabled={webhookId === null || types.length === 0}
        >
          Save
        </Button>
      </DialogActions>
    </Dialog>
  );
}
