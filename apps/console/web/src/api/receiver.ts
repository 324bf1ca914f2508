import { queryOptions } from '@tanstack/react-query';
import { ApiError, unreachable } from './api-error.js';

/** A webhook that the built-in receiver of a local run got. */
export interface ReceivedWebhook {
  seq: number;
  /** The id of the event. */
  id: string | null;
  /** Whether the signature was right. */
  verified: boolean;
  received_at: string;
  /** As it came. */
  body: string;
}

/** The built-in receiver: the endpoint for a webhook, and what arrived there, oldest first. */
export interface BuiltInReceiver {
  endpoint: string;
  items: ReceivedWebhook[];
}

/** Null where there is no built-in receiver. Not part of the public API. */
export const receiverQuery = queryOptions({
  queryKey: ['receiver'],
  queryFn: async (): Promise<BuiltInReceiver | null> => {
    const response = await send('/receiver/received');
    if (response.status === 404) return null;
    const body = await response.json().catch(() => undefined);
    if (!response.ok) throw new ApiError(response.status, body);
    return body;
  },
  refetchInterval: ({ state }) => (state.data === null ? false : 2_000),
});

/** Lets the receiver verify the signatures of a webhook. @throws ApiError */
export async function addReceiverSecret(secret: string): Promise<void> {
  const response = await send('/receiver/secrets', { method: 'POST', body: JSON.stringify({ secret }) });
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => undefined));
}

function send(path: string, request?: RequestInit): Promise<Response> {
  return fetch(path, request).catch(() => {
    throw unreachable();
  });
}
