import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { assignWebhook } from '../api/assignments.js';

/** Assigns a webhook; then lists of assignments are read again. */
export function useAssign(onAssigned: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: assignWebhook,
    onSuccess: async () => {
      onAssigned();
      await queryClient.invalidateQueries({ queryKey: ['assignments'] });
      showToast('The webhook was assigned.');
    },
  });
}
