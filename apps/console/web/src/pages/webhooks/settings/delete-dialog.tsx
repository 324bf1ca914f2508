import { ConfirmDialog } from '@flowforge/design-system/dialog/confirm-dialog';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { messageOf } from '../../../api/api-error.js';
import { deleteWebhook, type Webhook } from '../../../api/webhooks.js';

interface DeleteDialogProps {
  webhook: Webhook;
  isOpen: boolean;
  onClose: () => void;
}

/** Deletes a webhook after a question with its name. */
export function DeleteDialog({ webhook, isOpen, onClose }: DeleteDialogProps) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteWebhook(webhook.id),
    onSuccess: async () => {
      await navigate({ to: '/profile/webhooks' });
      queryClient.removeQueries({ queryKey: ['webhooks', 'one', webhook.id] });
      await queryClient.invalidateQueries({ queryKey: ['webhooks'] });
      showToast(`“${webhook.name}” was deleted.`);
    },
  });
  return (
    <ConfirmDialog
      title={`Delete the webhook “${webhook.name}”?`}
      action="Delete"
      isOpen={isOpen}
      isPending={remove.isPending}
      error={messageOf(remove.error)}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>
        Nothing more is sent to it, also not what waits at the moment. Its secret and its assignments are
        deleted, too.
      </p>
    </ConfirmDialog>
  );
}
