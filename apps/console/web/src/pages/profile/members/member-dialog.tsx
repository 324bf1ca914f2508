import { Button } from '@flowforge/design-system/button/button';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Select } from '@flowforge/design-system/select/select';
import { Notice } from '@flowforge/design-system/state/notice';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import { changeRole, type Member } from '../../../api/members.js';
import styles from './members.module.css';
import { PasswordLinkDialog } from './password-link-dialog.js';
import { RemoveMemberDialog } from './remove-member-dialog.js';
import { ROLE_CHOICES, roleOf } from '../../../member/roles.js';

/** One member: role, a new password, removal. */
export function MemberDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const [role, setRole] = useState<string>(member.role);
  const [step, setStep] = useState<'remove' | 'password'>();
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: () => changeRole(member.id, roleOf(role)),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['members'] });
      await queryClient.invalidateQueries({ queryKey: ['session'] });
      showToast(`The role of ${member.name} was saved.`);
    },
  });
  if (step === 'remove') return <RemoveMemberDialog member={member} onClose={onClose} />;
  if (step === 'password') return <PasswordLinkDialog member={member} onClose={onClose} />;
  return (
    <Dialog title={member.name} isOpen onClose={onClose}>
      <DialogBody>
        <Select label="Role" options={ROLE_CHOICES} value={role} onChange={setRole} />
        {save.error !== null && <Notice tone="danger">{messageOf(save.error)}</Notice>}
        <div className={styles.steps}>
          <Button size="small" onPress={() => setStep('password')}>
            Create a password link
          </Button>
          <Button size="small" onPress={() => setStep('remove')}>
            Remove from the workspace
          </Button>
        </div>
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          variant="primary"
          onPress={() => save.mutate()}
          isPending={save.isPending}
          isDisabled={role === member.role}
        >
          Save role
        </Button>
      </DialogActions>
    </Dialog>
  );
}
