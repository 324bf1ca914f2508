import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { Form, FormActions } from '@flowforge/design-system/form/form';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changeName } from '../../../api/account.js';
import { fieldErrorsOf, formMessageOf } from '../../../api/api-error.js';
import { sessionQuery, useSession } from '../../../session/session.js';

/** The name that other members see. */
export function NameCard() {
  const { user } = useSession();
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: changeName,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
      showToast('Your name was saved.');
    },
  });
  return (
    <Card title="Your details">
      <Form
        onSubmit={(values) => save.mutate(String(values.get('name')))}
        fieldErrors={fieldErrorsOf(save.error)}
        error={formMessageOf(save.error)}
      >
        <TextField
          label="Name"
          name="name"
          defaultValue={user.name}
          maxLength={200}
          autoComplete="name"
          description="Other members see it."
        />
        <TextField label="Email" value={user.email} isReadOnly description="You sign in with it." />
        <FormActions>
          <Button type="submit" isPending={save.isPending}>
            Save
          </Button>
        </FormActions>
      </Form>
    </Card>
  );
}
