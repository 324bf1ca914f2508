import type { AttemptRequest } from '../outbound/attempt-exchange.client.js';
import type { WebhookRuntime } from '../routing/webhook-runtimes.js';
import { attemptHeaders } from './attempt-headers.js';

/** What a request to an endpoint is made of, besides its webhook. */
export interface RequestContent {
  workspaceId: string;
  webhookId: string;
  eventId: string;
  eventType: string;
  deliveryId: string;
  /** Number of the attempt, from 1. */
  attempt: number;
  body: string;
  userAgent: string;
}

/** The request with its signatures: one for each secret that has not expired at `nowMs`, in Unix milliseconds. */
export function signedRequest(
  runtime: WebhookRuntime,
  content: RequestContent,
  nowMs: number,
): AttemptRequest {
  const { workspaceId, webhookId, eventId, eventType, deliveryId, attempt, body, userAgent } = content;
  const valid = runtime.keys.filter(({ expiresAt }) => expiresAt === null || expiresAt > nowMs * 1_000);
  const headers = attemptHeaders({
    eventId,
    eventType,
    deliveryId,
    attempt,
    timestamp: Math.floor(nowMs / 1_000),
    body,
    keys: valid.map(({ key }) => key),
    custom: runtime.headers,
    userAgent,
  });
  const { origin, path } = runtime;
  return { workspaceId, webhookId, method: 'POST', origin, path, headers, body };
}
