import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { Form, FormActions } from '@flowforge/design-system/form/form';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changePassword, sessionsQuery } from '../../../api/account.js';
import { fieldErrorsOf, formMessageOf } from '../../../api/api-error.js';
import { useSession } from '../../../session/session.js';
import { NewPasswordField } from '../../../authentication/new-password-field.js';

/** Changes the password. The other sessions end, because somebody else may know the old one. */
export function PasswordCard() {
  const { user } = useSession();
  const queryClient = useQueryClient();
  // A new key empties the fields.
  const [round, setRound] = useState(0);
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: async () => {
      setRound(round + 1);
      await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      showToast('Your password was changed. Your other sessions have ended.');
    },
  });
  return (
    <Card title="Password" description="A change signs you out in all other browsers.">
      <Form
        key={round}
        onSubmit={(values) =>
          change.mutate({
            current_password: String(values.get('current_password')),
            new_password: String(values.get('new_password')),
          })
        }
        fieldErrors={fieldErrorsOf(change.error)}
        error={formMessageOf(change.error)}
      >
        <input type="hidden" name="username" autoComplete="username" value={user.email} readOnly />
        <TextField
          label="Current password"
          name="current_password"
          type="password"
          autoComplete="current-password"
        />
        <NewPasswordField label="New password" name="new_password" />
        <FormActions>
          <Button type="submit" isPending={change.isPending}>
            Change password
          </Button>
        </FormActions>
      </Form>
    </Card>
  );
}
