import { Type, type Static } from 'typebox';
import { Uuid } from '../ids.js';
import { defineRequest } from './contract.js';

/** Maximum number of entries in one request. */
export const AUDIT_BATCH = 100;

/** The receiver checks each entry alone with `isAuditEntry`: a batch has entries of many workspaces, and one bad entry stops no other. */
const RecordAuditEntriesRequestSchema = Type.Object({
  entries: Type.Array(Type.Unknown(), { minItems: 1, maxItems: AUDIT_BATCH }),
});

/** Ids of the entries that are stored now, or were before. The others are invalid or could not be stored, and are sent again. */
const RecordAuditEntriesReplySchema = Type.Object({ stored: Type.Array(Uuid, { maxItems: AUDIT_BATCH }) });

export type RecordAuditEntriesReply = Static<typeof RecordAuditEntriesReplySchema>;

/**
 * Stores what was done in another service in the audit log. The sender keeps each entry in its own outbox until the reply names it, so
 * nothing is lost while the registry is away. An entry that is sent twice is stored once.
 */
export const recordAuditEntries = defineRequest({
  name: 'record-audit-entries',
  service: 'registry',
  timeoutMs: 2000,
  request: RecordAuditEntriesRequestSchema,
  reply: RecordAuditEntriesReplySchema,
});
