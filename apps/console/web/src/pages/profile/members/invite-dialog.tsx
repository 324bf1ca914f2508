import { Button } from '@flowforge/design-system/button/button';
import { Dialog, DialogActions, DialogBody } from '@flowforge/design-system/dialog/dialog';
import { Form } from '@flowforge/design-system/form/form';
import { shownOnceQuestion, Secret } from '@flowforge/design-system/secret/secret';
import { Select } from '@flowforge/design-system/select/select';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { Time } from '@flowforge/design-system/time/time';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { fieldErrorsOf, formMessageOf } from '../../../api/api-error.js';
import { type CreatedInvitation, invite } from '../../../api/members.js';
import { tokenLink } from '../../../session/fragment-token.js';
import { ROLE_CHOICES, roleLabel, roleOf } from '../../../member/roles.js';

/** Invites a person by a link, which is shown this once. Flowforge sends no e-mail. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const send = useMutation({
    mutationFn: invite,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['invitations'] }),
  });
  if (send.data !== undefined) return <InvitationLink invitation={send.data} onClose={onClose} />;
  return (
    <Dialog title="Invite a member" isOpen onClose={onClose}>
      <Form
        onSubmit={(values) =>
          send.mutate({ email: String(values.get('email')).trim(), role: roleOf(String(values.get('role'))) })
        }
        fieldErrors={fieldErrorsOf(send.error)}
        error={formMessageOf(send.error)}
      >
        <DialogBody>
          <TextField label="Email" name="email" type="email" autoFocus maxLength={254} />
          <Select label="Role" name="role" options={ROLE_CHOICES} defaultValue="editor" />
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" isPending={send.isPending}>
            Create invitation
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

function InvitationLink({ invitation, onClose }: { invitation: CreatedInvitation; onClose: () => void }) {
  return (
    <Dialog
      title={`Invitation for ${invitation.email}`}
      isOpen
      onClose={onClose}
      role="alertdialog"
      closeQuestion={shownOnceQuestion('link')}
    >
      <DialogBody>
        <p>
          Send this link to {invitation.email}. Whoever opens it joins the workspace with the role “
          {roleLabel(invitation.role)}”. Copy it now: it is not shown again. It expires{' '}
          <Time at={invitation.expires_at} />.
        </p>
        <Secret secret={tokenLink('/invitation', invitation.token)} what="link" />
      </DialogBody>
      <DialogActions>
        <Button variant="primary" onPress={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
