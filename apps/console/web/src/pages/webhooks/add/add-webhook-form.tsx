import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { Form, FormActions } from '@flowforge/design-system/form/form';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { fieldErrorsOf, formMessageOf } from '../../../api/api-error.js';
import { shareWithReceiver } from '../../../api/receiver.js';
import { type CreatedWebhook, type CreateWebhook, createWebhook } from '../../../api/webhooks.js';
import { EndpointField } from '../endpoint-field.js';

/** Name, Endpoint, Submit: the words of the guide. */
export function AddWebhookForm({ onCreated }: { onCreated: (webhook: CreatedWebhook) => void }) {
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: async (body: CreateWebhook) => {
      const created = await createWebhook(body);
      await shareWithReceiver(queryClient, created.endpoint, created.secret);
      return created;
    },
    onSuccess: onCreated,
  });
  return (
    <Card
      title="Where should events go?"
      description="You can change everything later, and choose which events are sent."
    >
      <Form
        onSubmit={(values) =>
          create.mutate({ name: String(values.get('name')), endpoint: String(values.get('endpoint')).trim() })
        }
        fieldErrors={fieldErrorsOf(create.error)}
        error={formMessageOf(create.error)}
      >
        <TextField
          label="Name"
          name="name"
          maxLength={200}
          description="To recognise it in lists, such as CRM."
        />
        <EndpointField />
        <FormActions>
          <Button type="submit" variant="primary" isPending={create.isPending}>
            Submit
          </Button>
        </FormActions>
      </Form>
    </Card>
  );
}
