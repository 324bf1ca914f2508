import { ConfirmDialog } from '@flowforge/design-system/dialog/confirm-dialog';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { messageOf } from '../api/api-error.js';
import { unassignWebhook } from '../api/assignments.js';

interface UnassignDialogProps {
  assignmentId: string;
  /** The question, with the name of the other side. */
  title: string;
  onClose: () => void;
}

/** Ends an assignment after a question. */
export function UnassignDialog({ assignmentId, title, onClose }: UnassignDialogProps) {
  const queryClient = useQueryClient();
  const unassign = useMutation({
    mutationFn: () => unassignWebhook(assignmentId),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['assignments'] });
    },
  });
  return (
    <ConfirmDialog
      title={title}
      action="Unassign"
      isOpen
      isPending={unassign.isPending}
      error={messageOf(unassign.error)}
      onConfirm={() => unassign.mutate()}
      onClose={onClose}
    >
      <p>
        Events that happen from now on are not sent to this webhook. What has happened already is still
        delivered.
      </p>
    </ConfirmDialog>
  );
}
