import { Button } from '@flowforge/design-system/button/button';
import { Form } from '@flowforge/design-system/form/form';
import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { Notice } from '@flowforge/design-system/state/notice';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useMutation, useQuery } from '@tanstack/react-query';
import { setUp, setupQuery } from '../../api/account.js';
import { fieldErrorsOf, formMessageOf } from '../../api/api-error.js';
import { Link } from '../../frame/link.js';
import { Loaded } from '../../frame/loaded.js';
import { takeFragmentToken } from '../../session/fragment-token.js';
import { useStartSession } from '../../session/use-start-session.js';
import { AuthenticationPage } from '../../authentication/authentication-page.js';
import { NewPasswordField } from '../../authentication/new-password-field.js';

const token = takeFragmentToken();

/** The first visit of an empty installation: its first user, with the token that the operator has set. */
export function SetupPage() {
  const query = useQuery(setupQuery);
  return (
    <AuthenticationPage title="Set up Flowforge">
      <Loaded
        what="the state of the installation"
        query={query}
        skeleton={<SkeletonLines count={6} what="the state of the installation" />}
      >
        {({ needed }) =>
          needed ? (
            <>
              <p>This installation is new. Create its first workspace; you become its owner.</p>
              <SetupForm />
            </>
          ) : (
            <AlreadySetUp />
          )
        }
      </Loaded>
    </AuthenticationPage>
  );
}

function AlreadySetUp() {
  return (
    <>
      <Notice>This installation has users already. Sign in, or ask an owner for an invitation.</Notice>
      <Link to="/sign-in" look="primary">
        Sign in
      </Link>
    </>
  );
}

function SetupForm() {
  const startSession = useStartSession();
  const send = useMutation({
    mutationFn: setUp,
    onSuccess: (session) => startSession(session, '/get-started'),
  });
  return (
    <Form
      onSubmit={(values) => {
        const text = (name: string) => String(values.get(name));
        send.mutate({
          setup_token: text('setup_token').trim(),
          email: text('email').trim(),
          name: text('name'),
          password: text('password'),
          workspace_name: text('workspace_name'),
        });
      }}
      fieldErrors={fieldErrorsOf(send.error)}
      error={formMessageOf(send.error)}
    >
      <TextField
        label="Setup token"
        name="setup_token"
        isCode
        defaultValue={token}
        description="From the operator of this installation: SETUP_TOKEN in its configuration, or the command create-setup-token."
      />
      <TextField
        label="Workspace"
        name="workspace_name"
        maxLength={200}
        description="For example the name of your company."
      />
      <TextField label="Name" name="name" autoComplete="name" maxLength={200} />
      <TextField label="Email" name="email" type="email" autoComplete="username" maxLength={254} />
      <NewPasswordField />
      <Button type="submit" variant="primary" isPending={send.isPending}>
        Create the workspace
      </Button>
    </Form>
  );
}
