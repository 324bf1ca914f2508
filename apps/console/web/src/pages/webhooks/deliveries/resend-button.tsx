import { Button } from '@flowforge/design-system/button/button';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { messageOf } from '../../../api/api-error.js';
import { type Delivery, resendDelivery } from '../../../api/deliveries.js';
import { useCan } from '../../../session/session.js';
import { isFinal } from '../../../delivery/outcome-words.js';

/** Sends a delivery again that has ended. */
export function ResendButton({ delivery }: { delivery: Delivery }) {
  const queryClient = useQueryClient();
  const resend = useMutation({
    mutationFn: () => resendDelivery(delivery.id),
    onSuccess: () => {
      showToast('It will be sent again.');
      return queryClient.invalidateQueries({ queryKey: ['deliveries'] });
    },
    onError: (error) => showToast(`It was not sent again. ${messageOf(error) ?? ''}`),
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
