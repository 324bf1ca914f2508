import { DEFAULT_SCHEDULE } from '@flowforge/contracts/routing/webhook-settings';
import { isWord, PAYLOAD_VERSIONS, SOURCE_KINDS } from '@flowforge/contracts/words';
import type { Assignment, WebhookRevision } from './routing.js';

/** A stored revision of a webhook. */
export interface WebhookRow {
  webhook_id: string;
  revision: number;
  workspace_id: string;
  valid_from: string;
  enabled: boolean;
  deleted: boolean;
  event_types: string[];
  payload_version: string;
  endpoint: string;
  headers_sealed: string | null;
  /** `sealed` is the encrypted secret. */
  secrets: { sealed: string; expires_at: number | null }[];
  schedule: number[] | null;
  rate_interval_us: number | null;
  ordering: string;
  applied_in: string;
}

/** A stored assignment. */
export interface AssignmentRow {
  assignment_id: string;
  revision: number;
  workspace_id: string;
  webhook_id: string;
  source_kind: string;
  source_id: string;
  event_types: string[];
  valid_from: string;
  valid_to: string | null;
  applied_in: string;
}

/** @throws Error for a payload version that only a newer release knows */
export function webhookOf(row: WebhookRow): WebhookRevision {
  if (!isWord(PAYLOAD_VERSIONS, row.payload_version)) {
    throw new Error(`webhook ${row.webhook_id} has a payload version that this release does not know`);
  }
  return {
    webhookId: row.webhook_id,
    workspaceId: row.workspace_id,
    revision: row.revision,
    validFrom: Number(row.valid_from),
    enabled: row.enabled,
    deleted: row.deleted,
    eventTypes: row.event_types,
    payloadVersion: row.payload_version,
    endpoint: row.endpoint,
    encryptedHeaders: row.headers_sealed,
    secrets: row.secrets.map(({ sealed, expires_at }) => ({ encrypted: sealed, expiresAt: expires_at })),
    // One list for all webhooks that have the default, so that the view stays small.
    schedule: row.schedule ?? DEFAULT_SCHEDULE,
    rateIntervalUs: row.rate_interval_us,
    isOrdered: row.ordering === 'conversation',
  };
}

/** @throws Error for a kind of source that only a newer release knows */
export function assignmentOf(row: AssignmentRow): Assignment {
  if (!isWord(SOURCE_KINDS, row.source_kind)) {
    throw new Error(`assignment ${row.assignment_id} has a source kind that this release does not know`);
  }
  return {
    assignmentId: row.assignment_id,
    workspaceId: row.workspace_id,
    webhookId: row.webhook_id,
    sourceKind: row.source_kind,
    sourceId: row.source_id,
    eventTypes: row.event_types,
    revision: row.revision,
    validFrom: Number(row.valid_from),
    validTo: row.valid_to === null ? null : Number(row.valid_to),
  };
}
