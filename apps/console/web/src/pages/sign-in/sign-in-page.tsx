import { Button } from '@flowforge/design-system/button/button';
import { Form } from '@flowforge/design-system/form/form';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { fieldErrorsOf, messageOf } from '../../api/api-error.js';
import { sessionQuery, signIn } from '../../session/session.js';
import { DoorPage } from './door-page.js';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => {
      queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, session);
      router.history.push(next ?? '/overview');
    },
  });
  return (
    <DoorPage title="Sign in to Flowforge">
      <Form
        onSubmit={(values) =>
          enter.mutate({ email: String(values.get('email')), password: String(values.get('password')) })
        }
        fieldErrors={fieldErrorsOf(enter.error)}
        error={messageOf(enter.error)}
      >
        <TextField label="Email" name="email" type="email" autoComplete="username" autoFocus />
        <TextField label="Password" name="password" type="password" autoComplete="current-password" />
        <Button type="submit" variant="primary" isPending={enter.isPending}>
          Sign in
        </Button>
      </Form>
    </DoorPage>
  );
}
