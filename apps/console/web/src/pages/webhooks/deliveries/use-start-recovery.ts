import { useMutation, useQueryClient } from '@tanstack/react-query';
import { startRecovery, type StartRecovery, waitingQuery } from '../../../api/deliveries.js';

/** Starts a recovery of a webhook. Its progress appears above the list of deliveries, and what waits changes with it. */
export function useStartRecovery(webhookId: string, onStarted?: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (what: Omit<StartRecovery, 'webhook_id'>) =>
      startRecovery({ webhook_id: webhookId, ...what }),
    onSuccess: () => {
      onStarted?.();
      return Promise.all([
        queryClient.invalidateQueries({ queryKey: ['recoveries', webhookId] }),
        queryClient.invalidateQueries({ queryKey: waitingQuery.queryKey }),
      ]);
    },
  });
}
