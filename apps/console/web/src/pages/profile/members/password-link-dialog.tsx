import { Button } from '@flowforge/design-system/button/button';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { shownOnceQuestion, Secret } from '@flowforge/design-system/secret/secret';
import { Notice } from '@flowforge/design-system/state/notice';
import { Time } from '@flowforge/design-system/time/time';
import { useMutation } from '@tanstack/react-query';
import { messageOf } from '../../../api/api-error.js';
import { createPasswordReset, type Member } from '../../../api/members.js';
import { tokenLink } from '../../../session/fragment-token.js';

/** Makes a link with which a member sets a new password. The link is shown this once. */
export function PasswordLinkDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const create = useMutation({ mutationFn: () => createPasswordReset(member.id) });
  return (
    <Dialog
      title={`A password link for ${member.name}`}
      isOpen
      onClose={onClose}
      {...(create.data !== undefined && { closeQuestion: shownOnceQuestion('link') })}
    >
      <DialogBody>
        {create.data === undefined ? (
          <p>
            Whoever opens the link sets a new password for {member.email}. Give it to {member.name} in a way
            that you trust.
          </p>
        ) : (
          <>
            <p>
              Copy the link now: it is not shown again. It expires <Time at={create.data.expires_at} />.
            </p>
            <Secret secret={tokenLink('/reset-password', create.data.token)} what="link" />
          </>
        )}
        {create.error !== null && <Notice tone="danger">{messageOf(create.error)}</Notice>}
      </DialogBody>
      <DialogActions>
        {create.data === undefined ? (
          <>
            <Button onPress={onClose}>Cancel</Button>
            <Button variant="primary" onPress={() => create.mutate()} isPending={create.isPending}>
              Create link
            </Button>
          </>
        ) : (
          <Button variant="primary" onPress={onClose}>
            Done
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
