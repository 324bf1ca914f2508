import type { MigrationClass } from '@flowforge/postgres/migrate';
import { AuditOutbox1765000000000 } from './migrations/1765000000000-audit-outbox.js';
import { AddDefaultRegion1764400000000 } from './migrations/1764400000000-add-default-region.js';
import { AddIntentThresholds1764201600000 } from './migrations/1764201600000-add-intent-thresholds.js';
import { CreateConversations1764000000000 } from './migrations/1764000000000-create-conversations.js';
import { RetentionAndHotUpdates1764100000000 } from './migrations/1764100000000-retention-and-hot-updates.js';
import { DeletedWidgets1764500000000 } from './migrations/1764500000000-deleted-widgets.js';
import { HashOfExamples1764600000000 } from './migrations/1764600000000-hash-of-examples.js';
import { ListsOfTheConsole1764900000000 } from './migrations/1764900000000-lists-of-the-console.js';
import { LookOfWidgets1764700000000 } from './migrations/1764700000000-look-of-widgets.js';
import { MessagesOfAgents1764800000000 } from './migrations/1764800000000-messages-of-agents.js';
import { OutboxLeases1764300000000 } from './migrations/1764300000000-outbox-leases.js';
import { FiltersOfCaptures1765100000000 } from './migrations/1765100000000-filters-of-captures.js';

/** The migrations of the schema `conversations`, oldest first. A released one never changes. */
export const migrations: MigrationClass[] = [
  CreateConversations1764000000000,
  RetentionAndHotUpdates1764100000000,
  AddIntentThresholds1764201600000,
  OutboxLeases1764300000000,
  AddDefaultRegion1764400000000,
  DeletedWidgets1764500000000,
  HashOfExamples1764600000000,
  LookOfWidgets1764700000000,
  MessagesOfAgents1764800000000,
  ListsOfTheConsole1764900000000,
  AuditOutbox1765000000000,
  FiltersOfCaptures1765100000000,
];
