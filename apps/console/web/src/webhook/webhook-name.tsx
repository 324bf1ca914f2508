import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.js';
import { webhookChoicesQuery, webhookNameQuery } from '../api/webhooks.js';

/** The name of a webhook. One that is not among the choices is read by its id; a deleted one is called so. */
export function useWebhookName(id: string): string {
  const { data: choices, error: choicesError } = useQuery(webhookChoicesQuery);
  const choice = choices?.items.find((webhook) => webhook.id === id);
  const isUnknown = choice === undefined && (choices !== undefined || choicesError !== null);
  const { data, error } = useQuery({ ...webhookNameQuery(id), enabled: isUnknown });
  if (error instanceof ApiError && error.status === 404) return 'Deleted webhook';
  return choice?.name ?? data?.name ?? 'Webhook';
}

export function WebhookName({ id }: { id: string }) {
  return useWebhookName(id);
}
