import type { EventType } from '@flowforge/contracts/words';
import { useMutation, useMutationState } from '@tanstack/react-query';
import { sendTestEvent, type TestAttempt } from '../../../api/deliveries.js';

/** The test events of a webhook: sends one, and knows the newest, whichever component sent it. */
export function useTestEvent(webhookId: string): {
  send: (type: EventType) => void;
  isPending: boolean;
  attempt: TestAttempt | undefined;
  error: Error | null;
} {
  const mutationKey = ['test-event', webhookId];
  const { mutate } = useMutation({
    mutationKey,
    mutationFn: (type: EventType) => sendTestEvent(webhookId, type),
    gcTime: 10 * 60_000,
  });
  const states = useMutationState({
    filters: { mutationKey },
    select: ({ state }) => ({ status: state.status, data: state.data, error: state.error }),
  });
  const newest = states.at(-1);
  return {
    send: mutate,
    isPending: newest?.status === 'pending',
    attempt: isAttempt(newest?.data) ? newest.data : undefined,
    error: newest?.error ?? null,
  };
}

function isAttempt(data: unknown): data is TestAttempt {
  return typeof data === 'object' && data !== null && 'outcome' in data;
}
