import type { Instant } from '@flowforge/contracts/time';
import type { EventType, SourceKind } from '@flowforge/contracts/words';
import type { Cursor, Page } from '@flowforge/postgres/page';
import { listPage } from '@flowforge/postgres/page.store';
import { instantSql } from '@flowforge/postgres/database';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import type { Assignment, Source } from './assignment.js';

interface Row {
  id: string;
  webhook_id: string;
  source_kind: SourceKind;
  source_id: string;
  event_types: EventType[];
  revision: number;
  valid_from: Instant;
  valid_to: Instant | null;
}

/** Filters of the list of assignments. An assignment must match all filters that are set. */
export interface AssignmentFilter {
  webhookId?: string | undefined;
  assistantId?: string | undefined;
  formId?: string | undefined;
}

// Plain SQL instead of TypeORM: a JavaScript Date has milliseconds only, and routing compares microseconds.
const COLUMNS = `id, webhook_id, source_kind, source_id, event_types, revision,
  ${instantSql('valid_from')} AS valid_from, ${instantSql('valid_to')} AS valid_to`;

/** Assignments of one workspace. No method returns an assignment that has ended. */
@Injectable()
export class AssignmentStore {
  async find(tx: WorkspaceTransaction, id: string): Promise<Assignment | null> {
    const rows = await tx.query<Row>(
      `SELECT ${COLUMNS} FROM assignments WHERE workspace_id = $1 AND id = $2 AND valid_to IS NULL`,
      [tx.workspaceId, id],
    );
    return rows[0] ? toAssignment(rows[0]) : null;
  }

  async findBySource(
    tx: WorkspaceTransaction,
    webhookId: string,
    source: Source,
  ): Promise<Assignment | null> {
    const rows = await tx.query<Row>(
      `SELECT ${COLUMNS} FROM assignments
        WHERE workspace_id = $1 AND webhook_id = $2 AND source_kind = $3 AND source_id = $4 AND valid_to IS NULL`,
      [tx.workspaceId, webhookId, source.kind, source.id],
    );
    return rows[0] ? toAssignment(rows[0]) : null;
  }

  async ofWebhook(tx: WorkspaceTransaction, webhookId: string): Promise<Assignment[]> {
    const rows = await tx.query<Row>(
      `SELECT ${COLUMNS} FROM assignments
        WHERE workspace_id = $1 AND webhook_id = $2 AND valid_to IS NULL ORDER BY id`,
      [tx.workspaceId, webhookId],
    );
    return rows.map(toAssignment);
  }

  async list(
    tx: WorkspaceTransaction,
    filter: AssignmentFilter,
    page: { limit: number; cursor: Cursor | null },
  ): Promise<Page<Assignment>> {
    const where = [
      ...(filter.webhookId === undefined ? [] : [{ sql: 'webhook_id = ?', value: filter.webhookId }]),
      ...(filter.assistantId === undefined ? [] : sourceIs('assistant', filter.assistantId)),
      ...(filter.formId === undefined ? [] : sourceIs('form', filter.formId)),
    ];
    const { items, next_cursor } = await listPage<Row>(tx, {
      table: 'assignments',
      columns: COLUMNS,
      where: [{ sql: 'valid_to IS NULL' }, ...where],
      ...page,
    });
    return { items: items.map(toAssignment), next_cursor };
  }

  async insert(tx: WorkspaceTransaction, assignment: Assignment): Promise<void> {
    const { id, webhookId, source, eventTypes, revision, validFrom } = assignment;
    await tx.query(
      `INSERT INTO assignments (id, workspace_id, webhook_id, source_kind, source_id, event_types, revision, valid_from)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8::timestamptz)`,
      [id, tx.workspaceId, webhookId, source.kind, source.id, eventTypes, revision, validFrom],
    );
  }

  /** Stores the end of these assignments. The transaction must have locked their webhook. */
  async end(tx: WorkspaceTransaction, assignments: readonly Assignment[]): Promise<void> {
    await tx.query(
      `UPDATE assignments SET revision = ended.revision, valid_to = ended.valid_to
         FROM unnest($2::uuid[], $3::int[], $4::timestamptz[]) AS ended(id, revision, valid_to)
        WHERE assignments.workspace_id = $1 AND assignments.id = ended.id`,
      [
        tx.workspaceId,
        assignments.map((assignment) => assignment.id),
        assignments.map((assignment) => assignment.revision),
        assignments.map((assignment) => assignment.validTo),
      ],
    );
  }
}

function sourceIs(kind: SourceKind, id: string): { sql: string; value: string }[] {
  return [
    { sql: 'source_kind = ?', value: kind },
    { sql: 'source_id = ?', value: id },
  ];
}

function toAssignment(row: Row): Assignment {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    source: { kind: row.source_kind, id: row.source_id },
    eventTypes: row.event_types,
    revision: row.revision,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  };
}
