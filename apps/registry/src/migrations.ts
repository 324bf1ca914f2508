import type { MigrationClass } from '@flowforge/postgres/migrate';
import { CreateRegistry1795360000000 } from './migrations/1795360000000-create-registry.js';
import { AddDisabledAt1795450000000 } from './migrations/1795450000000-add-disabled-at.js';
import { MakersOfApiKeys1795530000000 } from './migrations/1795530000000-makers-of-api-keys.js';
import { OutboxLeases1795460000000 } from './migrations/1795460000000-outbox-leases.js';
import { WebhookSchedule1795470000000 } from './migrations/1795470000000-webhook-schedule.js';
import { WebhookRateLimit1795480000000 } from './migrations/1795480000000-webhook-rate-limit.js';
import { WebhookOrdering1795490000000 } from './migrations/1795490000000-webhook-ordering.js';
import { Accounts1795500000000 } from './migrations/1795500000000-accounts.js';
import { AuditLogOfServices1795520000000 } from './migrations/1795520000000-audit-log-of-services.js';
import { InvitationsAndAuditLog1795510000000 } from './migrations/1795510000000-invitations-and-audit-log.js';
import { RenamesOfWebhooks1795540000000 } from './migrations/1795540000000-renames-of-webhooks.js';
import { TargetOfAuditEntries1795550000000 } from './migrations/1795550000000-target-of-audit-entries.js';

/** The registry's migrations, oldest first. */
export const migrations: MigrationClass[] = [
  CreateRegistry1795360000000,
  AddDisabledAt1795450000000,
  OutboxLeases1795460000000,
  WebhookSchedule1795470000000,
  WebhookRateLimit1795480000000,
  WebhookOrdering1795490000000,
  Accounts1795500000000,
  InvitationsAndAuditLog1795510000000,
  AuditLogOfServices1795520000000,
  MakersOfApiKeys1795530000000,
  RenamesOfWebhooks1795540000000,
  TargetOfAuditEntries1795550000000,
];
