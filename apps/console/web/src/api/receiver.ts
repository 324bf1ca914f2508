import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiError, unreachable } from './api-error.js';

/** Why the receiver did not verify a signature. */
export type NotVerified =
  | 'no_signature'
  | 'missing_header'
  | 'invalid_timestamp'
  | 'no_secret'
  | 'wrong_signature'
  | 'old_timestamp'
  | 'future_timestamp';

/** A webhook that the built-in receiver of a local run got. */
export interface ReceivedWebhook {
  seq: number;
  /** The id of the event. */
  id: string | null;
  /** Whether the signature was right. */
  verified: boolean;
  /** Why not; null when it was. */
  not_verified: NotVerified | null;
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

/**
 * Lets the built-in receiver verify the signatures of a webhook whose endpoint it is. Does nothing for any other endpoint. Never rejects: the
 * webhook works without it, and the receiver says what it misses.
 */
export async function shareWithReceiver(
  queryClient: QueryClient,
  endpoint: string,
  secret: string,
): Promise<void> {
  const { hostname, port } = new URL(endpoint);
  // The receiver of a local run listens on loopback. Elsewhere nothing is asked.
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return;
  const receiver = await queryClient.fetchQuery(receiverQuery).catch(() => null);
  if (receiver !== null && new URL(receiver.endpoint).port === port)
    await addReceiverSecret(secret).catch(() => undefined);
}

function send(path: string, request?: RequestInit): Promise<Response> {
  return fetch(path, request).catch(() => {
    throw unreachable();
  });
}
