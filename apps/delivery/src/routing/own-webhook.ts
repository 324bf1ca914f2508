import { notFound } from '@flowforge/service-kit/http/problem';
import type { CurrentRouting } from './current-routing.worker.js';
import { isActive, type WebhookRevision } from './routing.js';
import { webhookInactive } from './webhook-inactive.js';

/** A webhook of the workspace, as the routing has it now. It may be disabled or deleted. @throws Problem 404 when the workspace has no such webhook */
export function ownWebhook(
  routing: Pick<CurrentRouting, 'current'>,
  workspaceId: string,
  webhookId: string,
): WebhookRevision {
  const webhook = routing.current(webhookId);
  if (webhook?.workspaceId !== workspaceId) throw notFound('webhook');
  return webhook;
}

/** A webhook of the workspace that is enabled. @throws Problem 404 when the workspace has no such webhook, 409 `webhook_inactive` when it is disabled or deleted */
export function activeWebhook(
  routing: Pick<CurrentRouting, 'current'>,
  workspaceId: string,
  webhookId: string,
): WebhookRevision {
  const webhook = ownWebhook(routing, workspaceId, webhookId);
  if (!isActive(webhook)) throw webhookInactive();
  return webhook;
}
