import { Readable } from 'node:stream';
import type { AuditActor } from '@flowforge/contracts/audit/audit-entry';
import { type Cursor, decodeCursor, type Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { KeyedLimit, LimitReachedError } from '@flowforge/scheduling/keyed-limit';
import { invalid, Problem } from '@flowforge/service-kit/http/problem';
import { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { Inject, Injectable } from '@nestjs/common';
import { capturedFormDto } from '../captured-form/captured-form.dto.js';
import {
  type CapturedFieldNames,
  type CapturedForm,
  type CapturedFormFilters,
  CapturedFormStore,
} from '../captured-form/captured-form.store.js';
import { FormStore } from '../form/form.store.js';
import type { TimeRange } from '../time-range/time-range.js';
import { BYTE_ORDER_MARK } from './csv.js';
import { csvHeader, csvRow, type ExportFormat, fieldColumns, fileName } from './export-file.js';

export interface ExportCommand {
  formId: string;
  format: ExportFormat;
  created: TimeRange;
  /** Who exports, for the audit log; null for a request that asks for the headers only. */
  actor: AuditActor | null;
}

/** Exports of one workspace at the same time in one process. Each has one page in memory, and one on its way to the client. */
const EXPORTS = 2;
const PAGE_ROWS = 200;
/** Captured forms that one statement looks through for the names of their fields. */
const NAMES_ROWS = 20_000;

@Injectable()
export class ExportCapturedForms {
  private readonly limit = new KeyedLimit({ running: EXPORTS, waiting: 0, waitMs: 0 });

  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(FormStore) private readonly forms: FormStore,
    @Inject(CapturedFormStore) private readonly captures: CapturedFormStore,
    @Inject(AuditOutbox) private readonly audit: Pick<AuditOutbox, 'append'>,
  ) {}

  /**
   * A file with the captured forms of one form that are stored now, newest first. It is read page by page, each in a transaction of its
   * own, and only as fast as the client takes it: a slow client holds neither memory nor a connection. An error after the start breaks
   * the file off.
   *
   * @throws Problem 422 for a form that the workspace neither has nor has captured; 429 `too_many_exports`
   */
  async export(workspaceId: string, command: ExportCommand): Promise<{ name: string; content: Readable }> {
    const leave = await this.enter(workspaceId);
    try {
      const { formId, format, actor } = command;
      const { form, now } = await this.database.transaction(workspaceId, async (tx) => ({
        form: await this.forms.find(tx, formId),
        now: await tx.clock(),
      }));
      const filters = filtersOf(command, new Date(now));
      const captured = await this.capturedNames(workspaceId, filters);
      if (form === null && captured === null) {
        throw invalid([{ field: 'form_id', message: 'is not a form of this workspace' }], 'parameter');
      }
      if (actor) {
        const target = { kind: 'form', id: formId, name: form?.name ?? null } as const;
        await this.database.transaction(workspaceId, (tx) =>
          this.audit.append(tx, actor, { action: 'captured_forms.exported', target }),
        );
      }
      const fields = fieldColumns(form?.fields.map(({ name }) => name) ?? [], captured ?? new Set());
      const pages = this.pages(workspaceId, filters);
      const content = Readable.from(format === 'csv' ? csvFile(fields, pages) : jsonFile(pages));
      content.once('close', leave);
      return { name: fileName(form?.name ?? '', now.slice(0, 10), format), content };
    } catch (error) {
      leave();
      throw error;
    }
  }

  private async enter(workspaceId: string): Promise<() => void> {
    try {
      return await this.limit.enter(workspaceId);
    } catch (error) {
      throw error instanceof LimitReachedError ? tooManyExports() : error;
    }
  }

  /** The names of the fields that were captured; null when nothing was. */
  private async capturedNames(
    workspaceId: string,
    filters: CapturedFormFilters,
  ): Promise<Set<string> | null> {
    const names = new Set<string>();
    let after: string | null = null;
    let batch: CapturedFieldNames;
    do {
      batch = await this.namesAfter(workspaceId, filters, after);
      for (const name of batch.names) names.add(name);
      after = batch.last ?? after;
    } while (batch.rows === NAMES_ROWS);
    return after === null ? null : names;
  }

  private namesAfter(
    workspaceId: string,
    filters: CapturedFormFilters,
    after: string | null,
  ): Promise<CapturedFieldNames> {
    return this.database.transaction(workspaceId, (tx) =>
      this.captures.fieldNames(tx, filters, after, NAMES_ROWS),
    );
  }

  private async *pages(workspaceId: string, filters: CapturedFormFilters): AsyncGenerator<CapturedForm[]> {
    let cursor: Cursor | null = null;
    do {
      const page = await this.page(workspaceId, filters, cursor);
      yield page.items;
      cursor = page.next_cursor === null ? null : decodeCursor(page.next_cursor);
    } while (cursor !== null);
  }

  private page(
    workspaceId: string,
    filters: CapturedFormFilters,
    cursor: Cursor | null,
  ): Promise<Page<CapturedForm>> {
    return this.database.transaction(workspaceId, (tx) =>
      this.captures.list(tx, { limit: PAGE_ROWS, cursor }, filters),
    );
  }
}

/** What is captured after the start is left out, so that the columns are known. */
function filtersOf({ formId, created: { since, until } }: ExportCommand, now: Date): CapturedFormFilters {
  const end = until === undefined || until > now ? now : until;
  return {
    formId,
    conversationId: undefined,
    assistantId: undefined,
    widgetId: undefined,
    contactId: undefined,
    created: { since, until: end },
  };
}

async function* csvFile(
  fields: readonly string[],
  pages: AsyncIterable<CapturedForm[]>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvHeader(fields);
  for await (const page of pages) {
    const rows = page.map((captured) => {
      const { created_at, conversation_id } = capturedFormDto(captured);
      return csvRow(fields, { field_values: captured.fieldValues, created_at, conversation_id });
    });
    if (rows.length > 0) yield rows.join('');
  }
}

async function* jsonFile(pages: AsyncIterable<CapturedForm[]>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield separator + page.map((captured) => JSON.stringify(capturedFormDto(captured))).join(',\n');
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

/** 429: the workspace has as many exports running as it may have. */
export function tooManyExports(): Problem {
  return new Problem(
    429,
    'too_many_exports',
    'Two exports of this workspace are running. Wait until one has ended.',
    undefined,
    { 'retry-after': '5' },
  );
}
