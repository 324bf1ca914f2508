import { Button } from '@flowforge/design-system/button/button';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw, Send } from 'lucide-react';
import { ApiError, messageOf } from '../../../api/api-error.js';
import { type Delivery, resendDelivery } from '../../../api/deliveries.js';
import { useCan } from '../../../session/session.js';
import { sentSentence } from '../status-texts/delivery-sentence.js';
import { sendChoice } from '../status-texts/send-choice.js';

interface SendButtonProps {
  delivery: Delivery;
  /** Whether the webhook is enabled. */
  isEnabled: boolean;
}

/** Sends a waiting delivery now, and one that has ended again. */
export function SendButton({ delivery, isEnabled }: SendButtonProps) {
  const queryClient = useQueryClient();
  const send = useMutation({
    mutationFn: () => resendDelivery(delivery.id),
    onSuccess: (answer) => {
      // The answer says that it is queued. Whether it arrives is not known yet.
      showToast(sentSentence(answer, Date.now()), 'info');
      return Promise.all([
        queryClient.invalidateQueries({ queryKey: ['deliveries'] }),
        queryClient.invalidateQueries({ queryKey: ['statistics', 'waiting'] }),
      ]);
    },
    onError: (error) => showToast(`It was not sent. ${reasonOf(error)}`, 'danger'),
  });
  const canSend = useCan('deliveries:write');
  const { action } = sendChoice(delivery, isEnabled);
  if (!canSend || action === undefined) return null;
  const Icon = action === 'Send now' ? Send : RotateCw;
  return (
    <Button
      size="small"
      icon={<Icon size={14} aria-hidden />}
      onPress={() => send.mutate()}
      isPending={send.isPending}
    >
      {action}
    </Button>
  );
}

function reasonOf(error: Error): string {
  if (error instanceof ApiError && error.code === 'delivery_in_flight')
    return 'An attempt of it is running. Wait for its result.';
  return messageOf(error) ?? '';
}
