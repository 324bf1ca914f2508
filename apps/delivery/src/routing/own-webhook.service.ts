import { notFound } from '@flowforge/service-kit/http/problem';
import type { CurrentRouting } from './current-routing.worker.js';
import type { WebhookRevision } from './routing.js';

/** A webhook of the workspace, as the routing has it now. It may be disabled or deleted. @throws Problem 404 when the workspace has no such webhook */
export async function ownWebhook(
  routing: Pick<CurrentRouting, 'load' | 'current'>,
  workspaceId: string,
  webhookId: string,
): Promise<WebhookRevision> {
  await routing.load();
  const webhook = routing.current(webhookId);
  if (webhook?.workspaceId !== workspaceId) throw notFound('webhook');
  return webhook;
}
