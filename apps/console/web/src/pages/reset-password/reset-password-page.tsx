import { Button } from '@flowforge/design-system/button/button';
import { Form } from '@flowforge/design-system/form/form';
import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { Notice } from '@flowforge/design-system/state/notice';
import { useMutation, useQuery } from '@tanstack/react-query';
import { previewPasswordReset, resetPassword } from '../../api/account.js';
import { ApiError, fieldErrorsOf, formMessageOf } from '../../api/api-error.js';
import { Link } from '../../frame/link.js';
import { takeFragmentToken } from '../../session/fragment-token.js';
import { AuthenticationPage } from '../../authentication/authentication-page.js';
import { NewPasswordField } from '../../authentication/new-password-field.js';
import { UsedLinkPage } from '../../authentication/used-link-page.js';

const token = takeFragmentToken();

/** Where a password link leads. */
export function ResetPasswordPage() {
  const reset = useMutation({ mutationFn: resetPassword });
  const preview = useQuery({
    queryKey: ['link', token],
    queryFn: () => previewPasswordReset(token),
    enabled: token !== '',
  });
  if (token === '')
    return (
      <AuthenticationPage title="Set a new password">
        <Notice tone="warning">
          Open the whole link that you were given. Without one, ask an owner of the workspace for a password
          link.
        </Notice>
        <Link to="/sign-in">Sign in</Link>
      </AuthenticationPage>
    );
  if (reset.isSuccess)
    return (
      <AuthenticationPage title="Your password was set">
        <Notice tone="success">All your sessions have ended. Sign in with the new password.</Notice>
        <Link to="/sign-in" look="primary">
          Sign in
        </Link>
      </AuthenticationPage>
    );
  if (preview.error instanceof ApiError && preview.error.code === 'password_reset_not_found')
    return <UsedLinkPage />;
  return (
    <AuthenticationPage title="Set a new password">
      <p>
        {preview.isPending && <Skeleton height="1lh" />}
        {preview.data !== undefined && <>For the account {preview.data.email}.</>}
      </p>
      <Form
        onSubmit={(values) => reset.mutate({ token, password: String(values.get('password')) })}
        fieldErrors={fieldErrorsOf(reset.error)}
        error={formMessageOf(reset.error)}
      >
        <NewPasswordField label="New password" />
        <Button type="submit" variant="primary" isPending={reset.isPending}>
          Set password
        </Button>
      </Form>
    </AuthenticationPage>
  );
}
