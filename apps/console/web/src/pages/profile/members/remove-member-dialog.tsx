import { ConfirmDialog } from '@flowforge/design-system/dialog/confirm-dialog';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { messageOf } from '../../../api/api-error.js';
import { type Member, removeMember } from '../../../api/members.js';

/** Removes a member after a question with the name. */
export function RemoveMemberDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeMember(member.id),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['members'] });
    },
  });
  return (
    <ConfirmDialog
      title={`Remove ${member.name} from the workspace?`}
      action="Remove"
      isOpen
      isPending={remove.isPending}
      error={messageOf(remove.error)}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>
        Their sessions in this workspace end at once. API keys that they have made stay valid: revoke them
        under API keys.
      </p>
    </ConfirmDialog>
  );
}
