import { Button } from '@flowforge/design-system/button/button';
import { ConfirmDialog } from '@flowforge/design-system/dialog/confirm-dialog';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../../api/api-error.js';
import { closeConversation } from '../../../api/conversations.js';

/** Closes a conversation after a question. */
export function CloseButton({ id }: { id: string }) {
  const [isAsking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const close = useMutation({
    mutationFn: () => closeConversation(id),
    onSuccess: async () => {
      setAsking(false);
      await queryClient.invalidateQueries({ queryKey: ['conversations'] });
    },
  });
  return (
    <>
      <Button onPress={() => setAsking(true)}>Close conversation</Button>
      <ConfirmDialog
        title="Close this conversation?"
        action="Close conversation"
        isOpen={isAsking}
        isPending={close.isPending}
        error={messageOf(close.error)}
        onConfirm={() => close.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>The visitor cannot write in it any more. Your webhooks receive conversation.closed.</p>
      </ConfirmDialog>
    </>
  );
}
