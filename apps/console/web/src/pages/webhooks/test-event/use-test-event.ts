import type { EventType } from '@flowforge/contracts/words';
import { useMutation } from '@tanstack/react-query';
import { sendTestEvent, type TestAttempt } from '../../../api/deliveries.js';

/** The test events of a webhook and a type: sends one, and has the newest. Another type begins anew. */
export function useTestEvent(
  webhookId: string,
  type: EventType,
): {
  send: () => void;
  isPending: boolean;
  attempt: TestAttempt | undefined;
  error: Error | null;
} {
  const { mutate, data, variables, isPending, error } = useMutation({
    mutationFn: (event: EventType) => sendTestEvent(webhookId, event),
  });
  const isOfType = variables === type;
  return {
    send: () => mutate(type),
    isPending: isOfType && isPending,
    attempt: isOfType ? data : undefined,
    error: isOfType ? error : null,
  };
}
