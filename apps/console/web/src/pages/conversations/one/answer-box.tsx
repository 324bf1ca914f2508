import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { Form, FormActions } from '@flowforge/design-system/form/form';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrorsOf, formMessageOf } from '../../../api/api-error.js';
import { sendAgentMessage } from '../../../api/conversations.js';

/** A member of the team answers. The assistant is quiet for a while after that. */
export function AnswerBox({ id }: { id: string }) {
  const [text, setText] = useState('');
  const queryClient = useQueryClient();
  const send = useMutation({
    mutationFn: () => sendAgentMessage(id, text),
    onSuccess: async () => {
      setText('');
      await queryClient.invalidateQueries({ queryKey: ['conversations'] });
    },
  });
  return (
    <Card
      title="Answer"
      description="The visitor sees it at once. The assistant sends no answer of its own for ten minutes."
    >
      <Form
        onSubmit={() => send.mutate()}
        fieldErrors={fieldErrorsOf(send.error)}
        error={formMessageOf(send.error)}
      >
        <TextField label="Message" name="text" rows={3} maxLength={4000} value={text} onChange={setText} />
        <FormActions>
          <Button type="submit" variant="primary" isPending={send.isPending} isDisabled={text.trim() === ''}>
            Send
          </Button>
        </FormActions>
      </Form>
    </Card>
  );
}
