import { Button } from '@flowforge/design-system/button/button';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { ApiError, messageOf } from '../../../api/api-error.js';
import { type Delivery, resendDelivery } from '../../../api/deliveries.js';
import { useCan } from '../../../session/session.js';
import { isFinal } from '../../../delivery/outcome-words.js';
import { sentAgainSentence } from '../status-texts/delivery-sentence.js';

/** Sends a delivery again that has ended. */
export function ResendButton({ delivery }: { delivery: Delivery }) {
  const queryClient = useQueryClient();
  const resend = useMutation({
    mutationFn: () => resendDelivery(delivery.id),
    onSuccess: (answer) => {
      showToast(sentAgainSentence(answer));
      return queryClient.invalidateQueries({ queryKey: ['deliveries'] });
    },
    onError: (error) => showToast(`It was not sent again. ${reasonOf(error)}`),
  });
  const canSend = useCan('deliveries:write');
  if (!canSend || !isFinal(delivery.status)) return null;
  return (
    <Button
      size="small"
      icon={<RotateCw size={14} aria-hidden />}
      onPress={() => resend.mutate()}
      isPending={resend.isPending}
    >
      Send again
    </Button>
  );
}

function reasonOf(error: Error): string {
  if (error instanceof ApiError && error.code === 'delivery_in_flight')
    return 'An attempt of it is running. Wait for its result.';
  return messageOf(error) ?? '';
}
