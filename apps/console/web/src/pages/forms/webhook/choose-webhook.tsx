import { Button } from '@flowforge/design-system/button/button';
import { FormActions } from '@flowforge/design-system/form/form';
import { Notice } from '@flowforge/design-system/state/notice';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import { assignWebhook } from '../../../api/assignments.js';
import { WebhookDropDown } from '../../../assigning/webhook-drop-down.js';

interface ChooseWebhookProps {
  formId: string;
  /** The webhook that is chosen at first: the one that “Create Webhook” has made. */
  chosen: string | undefined;
}

/** Assigns a webhook to the form: an existing one, or a new one. */
export function ChooseWebhook({ formId, chosen }: ChooseWebhookProps) {
  const [webhookId, setWebhookId] = useState<string | null>(chosen ?? null);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const assign = useMutation({
    mutationFn: (webhook_id: string) => assignWebhook({ webhook_id, form_id: formId }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['assignments'] });
      showToast('The webhook was assigned.');
    },
  });
  const createWebhook = () =>
    void navigate({ to: '/profile/webhooks/new', search: { return_to: `/forms/${formId}/webhook` } });
  return (
    <>
      <WebhookDropDown value={webhookId} onChange={setWebhookId} />
      {assign.error !== null && <Notice tone="danger">{messageOf(assign.error)}</Notice>}
      <FormActions>
        <Button
          variant="primary"
          onPress={() => webhookId !== null && assign.mutate(webhookId)}
          isPending={assign.isPending}
          isDisabled={webhookId === null}
        >
          Save
        </Button>
        <Button onPress={createWebhook}>Create Webhook</Button>
      </FormActions>
    </>
  );
}
