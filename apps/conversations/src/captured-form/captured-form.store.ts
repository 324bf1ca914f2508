import type { FieldValues } from '@flowforge/contracts/events/field-values';
import type { Instant } from '@flowforge/contracts/time';
import type { DeviceType } from '@flowforge/contracts/words';
import type { Page } from '@flowforge/postgres/page';
import { columnFilters, listRowsById, type PageRequest } from '@flowforge/postgres/page.store';
import { instantSql } from '@flowforge/postgres/database';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import { type TimeRange, timeRangeFilters } from '../time-range/time-range.js';

/** A form that a person has completed. */
export interface CapturedForm {
  id: string;
  conversationId: string;
  formInstanceId: string;
  formId: string;
  formName: string;
  assistantId: string;
  widgetId: string;
  contactId: string | null;
  deviceType: DeviceType;
  /** In the order of the form's fields. */
  fieldValues: FieldValues;
  eventId: string;
  createdAt: Instant;
}

const COLUMNS = `id, conversation_id AS "conversationId", form_instance_id AS "formInstanceId", form_id AS "formId",
  form_name AS "formName", assistant_id AS "assistantId", widget_id AS "widgetId", contact_id AS "contactId",
  device_type AS "deviceType", field_values AS "fieldValues", event_id AS "eventId",
  ${instantSql('created_at')} AS "createdAt"`;

/** Which rows a list shows; a filter that is undefined does not apply. */
export interface CapturedFormFilters {
  created: TimeRange;
  formId: string | undefined;
  conversationId: string | undefined;
  assistantId: string | undefined;
  widgetId: string | undefined;
  contactId: string | undefined;
}

/** The field names of some captured forms. */
export interface CapturedFieldNames {
  names: string[];
  /** How many captured forms were read. */
  rows: number;
  /** The highest id of them; null for none. */
  last: string | null;
}

@Injectable()
export class CapturedFormStore {
  async insert(tx: WorkspaceTransaction, captured: CapturedForm): Promise<void> {
    await tx.query(
      `INSERT INTO captured_forms (id, workspace_id, conversation_id, form_instance_id, form_id, form_name, assistant_id,
              widget_id, contact_id, device_type, field_values, event_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        ...[captured.id, tx.workspaceId, captured.conversationId, captured.formInstanceId],
        ...[captured.formId, captured.formName, captured.assistantId, captured.widgetId, captured.contactId],
        ...[captured.deviceType, JSON.stringify(captured.fieldValues), captured.eventId, captured.createdAt],
      ],
    );
  }

  async find(tx: WorkspaceTransaction, id: string): Promise<CapturedForm | null> {
    const [row] = await tx.query<CapturedForm>(
      `SELECT ${COLUMNS} FROM captured_forms WHERE workspace_id = $1 AND id = $2`,
      [tx.workspaceId, id],
    );
    return row ?? null;
  }

  /** The names of the fields in up to `limit` captured forms of the filter's form and time, with an id above `after`; null: from the first. */
  async fieldNames(
    tx: WorkspaceTransaction,
    filters: CapturedFormFilters,
    after: string | null,
    limit: number,
  ): Promise<CapturedFieldNames> {
    const { formId, created } = filters;
    const [found] = await tx.query<CapturedFieldNames>(
      `WITH batch AS (SELECT id, field_values FROM captured_forms
                       WHERE workspace_id = $1 AND form_id = $2 AND ($3::uuid IS NULL OR id > $3)
                         AND ($4::timestamptz IS NULL OR created_at >= $4) AND ($5::timestamptz IS NULL OR created_at < $5)
                       ORDER BY id LIMIT $6)
       SELECT ARRAY(SELECT DISTINCT json_object_keys(field_values) FROM batch) AS names,
              (SELECT count(*)::int FROM batch) AS rows, (SELECT id FROM batch ORDER BY id DESC LIMIT 1) AS last`,
      [tx.workspaceId, formId ?? null, after, created.since ?? null, created.until ?? null, limit],
    );
    return found ?? { names: [], rows: 0, last: null };
  }

  list(
    tx: WorkspaceTransaction,
    page: PageRequest,
    filters: CapturedFormFilters,
  ): Promise<Page<CapturedForm>> {
    const columns = columnFilters({
      form_id: filters.formId,
      conversation_id: filters.conversationId,
      assistant_id: filters.assistantId,
      widget_id: filters.widgetId,
      contact_id: filters.contactId,
    });
    const where = [...columns, ...timeRangeFilters('created_at', filters.created)];
    const bytes = 'octet_length(field_values::text)';
    return listRowsById(tx, { table: 'captured_forms', where, bytes, ...page }, (ids) =>
      tx.query<CapturedForm>(
        `SELECT ${COLUMNS} FROM captured_forms WHERE workspace_id = $1 AND id = ANY($2::uuid[])`,
        [tx.workspaceId, ids],
      ),
    );
  }
}
