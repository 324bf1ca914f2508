import { Button } from '@flowforge/design-system/button/button';
import { Form } from '@flowforge/design-system/form/form';
import { Notice } from '@flowforge/design-system/state/notice';
import { useMutation } from '@tanstack/react-query';
import { resetPassword } from '../../api/account.js';
import { fieldErrorsOf, formMessageOf } from '../../api/api-error.js';
import { Link } from '../../frame/link.js';
import { takeFragmentToken } from '../../session/fragment-token.js';
import { AuthenticationPage } from '../../authentication/authentication-page.js';
import { NewPasswordField } from '../../authentication/new-password-field.js';

const token = takeFragmentToken();

/** Where a password link leads. */
export function ResetPasswordPage() {
  const reset = useMutation({ mutationFn: resetPassword });
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
  return (
    <AuthenticationPage title="Set a new password">
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
