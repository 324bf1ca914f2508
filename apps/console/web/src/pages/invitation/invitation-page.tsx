import { Button } from '@flowforge/design-system/button/button';
import { Form } from '@flowforge/design-system/form/form';
import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { Notice } from '@flowforge/design-system/state/notice';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useMutation, useQuery } from '@tanstack/react-query';
import { acceptInvitation, previewInvitation } from '../../api/account.js';
import { ApiError, fieldErrorsOf, formMessageOf } from '../../api/api-error.js';
import { Link } from '../../frame/link.js';
import { takeFragmentToken } from '../../session/fragment-token.js';
import { useStartSession } from '../../session/use-start-session.js';
import { AuthenticationPage } from '../../authentication/authentication-page.js';
import { NewPasswordField } from '../../authentication/new-password-field.js';
import { UsedLinkPage } from '../../authentication/used-link-page.js';
import { roleLabel } from '../../member/roles.js';

const token = takeFragmentToken();

/** Where the link of an invitation leads: name and password of the new member. */
export function InvitationPage() {
  const startSession = useStartSession();
  const accept = useMutation({
    mutationFn: acceptInvitation,
    onSuccess: (session) => startSession(session, '/overview'),
  });
  const preview = useQuery({
    queryKey: ['link', token],
    queryFn: () => previewInvitation(token),
    // Not while it is used: the used link would be shown instead of what follows.
    enabled: token !== '' && !accept.isPending && !accept.isSuccess,
  });
  if (token === '')
    return (
      <AuthenticationPage title="This link is not complete">
        <Notice tone="warning">Open the whole link of the invitation, or ask for a new one.</Notice>
        <Link to="/sign-in">Sign in</Link>
      </AuthenticationPage>
    );
  if (!accept.isSuccess && preview.error instanceof ApiError && preview.error.code === 'invitation_not_found')
    return <UsedLinkPage />;
  const { data: invitation } = preview;
  return (
    <AuthenticationPage title="Join the workspace">
      <p>
        {preview.isPending && <Skeleton height="2lh" />}
        {invitation !== undefined && (
          <>
            You are invited to “{invitation.workspace}” with the role “{roleLabel(invitation.role)}”. You will
            sign in as {invitation.email}.
          </>
        )}
      </p>
      <p>
        Choose a name and a password. If you already have an account here, enter its password; your name stays
        as it is.
      </p>
      <Form
        onSubmit={(values) =>
          accept.mutate({
            token,
            name: String(values.get('name')),
            password: String(values.get('password')),
          })
        }
        fieldErrors={fieldErrorsOf(accept.error)}
        error={formMessageOf(accept.error)}
      >
        <TextField label="Name" name="name" autoComplete="name" autoFocus maxLength={200} />
        <NewPasswordField />
        <Button type="submit" variant="primary" isPending={accept.isPending}>
          Join
        </Button>
      </Form>
    </AuthenticationPage>
  );
}
