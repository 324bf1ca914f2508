import { ASSIGNMENT_CHANGED_SUBJECT } from '@flowforge/contracts/routing/assignment-changed';
import { encodeRoutingChange } from '@flowforge/contracts/routing/routing-change';
import { WEBHOOK_CHANGED_SUBJECT } from '@flowforge/contracts/routing/webhook-changed';
import type { Instant } from '@flowforge/contracts/time';
import type { OutboxMessage } from '@flowforge/outbox/outbox';
import type { Assignment } from '../assignment/assignment.js';
import { liveSecrets } from '../webhook/signing-secrets.js';
import type { Webhook } from '../webhook/webhook.js';

/** The outbox message with the complete webhook after a change at `at`. `id` is the id of the change. */
export function webhookChangedMessage(id: string, webhook: Webhook, at: Instant): OutboxMessage {
  const payload = encodeRoutingChange({
    id,
    kind: 'webhook.changed',
    version: 1,
    workspace_id: webhook.workspaceId,
    changed_at: at,
    webhook: {
      webhook_id: webhook.id,
      revision: webhook.revision,
      name: webhook.name,
      endpoint: webhook.endpoint,
      enabled: webhook.enabled,
      deleted: webhook.deletedAt !== null,
      event_types: webhook.eventTypes,
      payload_version: webhook.payloadVersion,
      headers_sealed: webhook.encryptedHeaders,
      secrets: liveSecrets(webhook.secrets, at).map(({ sealed, expires_at }) => ({ sealed, expires_at })),
      schedule: webhook.schedule,
      rate_limit: webhook.rateLimit,
      ordering: webhook.ordering,
    },
  });
  return { id, subject: WEBHOOK_CHANGED_SUBJECT, payload };
}

/** The outbox message with the complete assignment after its creation or its end. `id` is the id of the change. */
export function assignmentChangedMessage(
  id: string,
  workspaceId: string,
  assignment: Assignment,
): OutboxMessage {
  const payload = encodeRoutingChange({
    id,
    kind: 'assignment.changed',
    version: 1,
    workspace_id: workspaceId,
    changed_at: assignment.validTo ?? assignment.validFrom,
    assignment: {
      assignment_id: assignment.id,
      webhook_id: assignment.webhookId,
      source: assignment.source,
      event_types: assignment.eventTypes,
      revision: assignment.revision,
      valid_from: assignment.validFrom,
      valid_to: assignment.validTo,
    },
  });
  return { id, subject: ASSIGNMENT_CHANGED_SUBJECT, payload };
}
