import { notFound, Problem } from '@flowforge/service-kit/http/problem';
import type { CurrentRouting } from './current-routing.worker.js';
import { isActive, type WebhookRevision } from './routing.js';
import { WEBHOOK_INACTIVE, webhookInactive } from './webhook-inactive.js';

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

/**
 * Runs the work of a request. When the work finds that a webhook is unknown or inactive, the routing asks the registry for its newest
 * changes, and the work runs again: the webhook may have been created or enabled a moment ago.
 *
 * @param work throws what `ownWebhook` or `activeWebhook` throws before it has any effect, or in a transaction that is rolled back
 */
export async function withLatestRouting<Result>(
  routing: Pick<CurrentRouting, 'load' | 'catchUp'>,
  work: () => Promise<Result>,
): Promise<Result> {
  // A process that has just started has loaded nothing.
  await routing.load();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || !OUTDATED.has(error.code)) throw error;
    await routing.catchUp();
    return work();
  }
}

/** Codes of the problems that an outdated routing causes. */
const OUTDATED: ReadonlySet<string> = new Set([notFound('webhook').code, WEBHOOK_INACTIVE]);
