import { ConfirmDialog } from '@flowforge/design-system/dialog/confirm-dialog';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { messageOf } from '../../../api/api-error.js';
import { updateWebhook, type Webhook, webhookQuery } from '../../../api/webhooks.js';

interface EnableDialogProps {
  webhook: Webhook;
  isOpen: boolean;
  onClose: () => void;
}

/** Disables an enabled webhook, and enables a disabled one. */
export function EnableDialog({ webhook, isOpen, onClose }: EnableDialogProps) {
  const { enabled, name } = webhook;
  const queryClient = useQueryClient();
  const toggle = useMutation({
    mutationFn: () => updateWebhook(webhook, { enabled: !enabled }),
    onSuccess: (saved) => {
      queryClient.setQueryData(webhookQuery(saved.id).queryKey, saved);
      onClose();
      showToast(saved.enabled ? `“${saved.name}” is enabled.` : `“${saved.name}” is disabled.`);
    },
  });
  return (
    <ConfirmDialog
      title={enabled ? `Disable the webhook “${name}”?` : `Enable the webhook “${name}”?`}
      action={enabled ? 'Disable' : 'Enable'}
      isDangerous={enabled}
      isOpen={isOpen}
      isPending={toggle.isPending}
      error={messageOf(toggle.error)}
      onConfirm={() => toggle.mutate()}
      onClose={onClose}
    >
      <p>
        {enabled
          ? 'No attempt starts any more, and what waits is not sent. You can recover it after enabling the webhook again.'
          : 'Events that happen from now on are sent. What happened before can be recovered under Deliveries.'}
      </p>
    </ConfirmDialog>
  );
}
