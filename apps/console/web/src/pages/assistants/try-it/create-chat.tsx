import { Button } from '@flowforge/design-system/button/button';
import { EmptyState } from '@flowforge/design-system/state/empty-state';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { MessageSquareText } from 'lucide-react';
import { whatToDo } from '../../../api/api-error.js';
import { createWidget } from '../../../api/widgets.js';
import { useCan } from '../../../session/session.js';

/** Shown for an assistant without a chat widget: creates one. */
export function CreateChat({ assistantId }: { assistantId: string }) {
  const queryClient = useQueryClient();
  const canWrite = useCan('assistants:write');
  const create = useMutation({
    mutationFn: () => createWidget({ assistant_id: assistantId, channel: 'chat' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['widgets'] }),
    onError: (error) => showToast(`The widget was not created. ${whatToDo(error)}`, 'danger'),
  });
  return (
    <EmptyState
      icon={<MessageSquareText size={24} aria-hidden />}
      title="This assistant has no chat widget yet"
      action={
        canWrite && (
          <Button variant="primary" onPress={() => create.mutate()} isPending={create.isPending}>
            Create a chat widget
          </Button>
        )
      }
    >
      With a widget, you talk to the assistant here, and visitors talk to it on your website.
    </EmptyState>
  );
}
