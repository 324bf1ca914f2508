import { Button } from '@flowforge/design-system/button/button';
import { Form } from '@flowforge/design-system/form/form';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { setupQuery } from '../../api/account.js';
import { fieldErrorsOf, formMessageOf } from '../../api/api-error.js';
import { Link } from '../../frame/link.js';
import { signIn } from '../../session/session.js';
import { useStartSession } from '../../session/use-start-session.js';
import { AuthenticationPage } from '../../authentication/authentication-page.js';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { next } = route.useSearch();
  const startSession = useStartSession();
  const send = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => startSession(session, next ?? '/overview'),
  });
  return (
    <AuthenticationPage title="Sign in to Flowforge">
      <Form
        onSubmit={(values) =>
          send.mutate({ email: String(values.get('email')), password: String(values.get('password')) })
        }
        fieldErrors={fieldErrorsOf(send.error)}
        error={formMessageOf(send.error)}
      >
        <TextField label="Email" name="email" type="email" autoComplete="username" autoFocus />
        <TextField label="Password" name="password" type="password" autoComplete="current-password" />
        <Button type="submit" variant="primary" isPending={send.isPending}>
          Sign in
        </Button>
      </Form>
      <SetupHint />
    </AuthenticationPage>
  );
}

/** An installation without a user is set up first. */
function SetupHint() {
  const { data } = useQuery(setupQuery);
  if (data?.needed !== true) return null;
  return (
    <p>
      This installation has no user yet. <Link to="/setup">Set it up</Link>
    </p>
  );
}
