import { ConfirmDialog } from '@flowforge/design-system/dialog/confirm-dialog';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { messageOf } from '../../../api/api-error.js';
import { type Assignment, unassignWebhook } from '../../../api/assignments.js';

interface UnassignDialogProps {
  assignment: Assignment;
  /** The name of the assistant or form. */
  sourceName: string;
  onClose: () => void;
}

/** Ends an assignment after a question with the name of the assistant or form. */
export function UnassignDialog({ assignment, sourceName, onClose }: UnassignDialogProps) {
  const queryClient = useQueryClient();
  const unassign = useMutation({
    mutationFn: () => unassignWebhook(assignment.id),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['assignments'] });
    },
  });
  return (
    <ConfirmDialog
      title={`Unassign from “${sourceName}”?`}
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
