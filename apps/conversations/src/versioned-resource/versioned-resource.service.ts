import type { ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import { setImmediate } from 'node:timers/promises';
import type { Page } from '@flowforge/postgres/page';
import type { WorkspaceDatabase, WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { type FieldError, invalid, notFound } from '@flowforge/service-kit/http/problem';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import type { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { changedFields } from './changed-fields.js';
import type { Settings, SettingsChange, VersionedResourceEntity } from './versioned-resource.entity.js';
import type { VersionedResourceDto } from './versioned-resource.dto.js';
import type { ListRequest, VersionedResourceStore } from './versioned-resource.store.js';

/** What differs between the kinds of resources. `Required` names the settings that a creation must give. */
export interface ResourceKind<
  Row extends VersionedResourceEntity,
  Required extends keyof Settings<Row>,
  View,
> {
  /** The noun in `<noun>_not_found`, and in the audit log. */
  noun: 'assistant' | 'form' | 'intent' | 'widget';
  /** The settings of a creation that does not name them. */
  defaults: Omit<Settings<Row>, Required>;
  view(row: Row): View;
  /** The name in the audit log. */
  nameOf(row: Row, tx: WorkspaceTransaction): string | null | Promise<string | null>;
}

/** Create, read, list, change and delete one kind of resource. A subclass adds the rules of its kind. */
export abstract class VersionedResourceService<
  Row extends VersionedResourceEntity,
  Required extends keyof Settings<Row>,
  View extends VersionedResourceDto,
> {
  constructor(
    private readonly database: WorkspaceDatabase,
    private readonly store: VersionedResourceStore<Row>,
    private readonly audit: AuditOutbox,
    private readonly kind: ResourceKind<Row, Required, View>,
  ) {}

  /** @throws Problem 422 naming the fields */
  async create(
    caller: Caller,
    request: IdempotencyRequest,
    settings: SettingsChange<Row> & Pick<Settings<Row>, Required>,
  ): Promise<View> {
    const answer = await this.database.transaction(caller.workspaceId, (tx) =>
      withIdempotencyKey(tx, request, caller.principal, async () => {
        const unknown = await this.lockReferences(tx, settings);
        const row = this.store.create(tx, { ...this.kind.defaults, ...defined(settings) });
        this.requireValid(row, unknown);
        const view = await this.saveAndDescribe(tx, row);
        await this.record(tx, caller, 'created', row);
        return { status: 201, body: view };
      }),
    );
    return answer.body;
  }

  /** @throws Problem 404 */
  read(workspaceId: string, id: string): Promise<View> {
    return this.database.transaction(workspaceId, async (tx) => {
      const row = await this.store.find(tx, id);
      if (!row) throw notFound(this.kind.noun);
      return this.describe(tx, row);
    });
  }

  async list(workspaceId: string, request: ListRequest): Promise<Page<View>> {
    const { items, next_cursor } = await this.database.transaction(workspaceId, (tx) =>
      this.store.list(tx, request),
    );
    const views: View[] = [];
    for (const row of items) {
      views.push(this.kind.view(row));
      // The view of a large intent takes milliseconds: other requests are served between two of them.
      await setImmediate();
    }
    return { items: views, next_cursor };
  }

  /** @throws Problem 404; 412 when the caller expects another revision; 422 naming the fields */
  change(
    caller: Caller,
    id: string,
    expectedRevisions: ExpectedRevisions,
    settings: SettingsChange<Row>,
  ): Promise<View> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const unknown = await this.lockReferences(tx, settings);
      const row = await this.store.lockMatching(tx, this.kind.noun, id, expectedRevisions);
      const fields = changedFields(row, defined(settings));
      Object.assign(row, defined(settings));
      this.requireValid(row, unknown);
      const view = await this.saveAndDescribe(tx, row);
      if (fields.length > 0) await this.record(tx, caller, 'updated', row, fields);
      return view;
    });
  }

  /** @throws Problem 404; 412 when the caller expects another revision */
  delete(caller: Caller, id: string, expectedRevisions: ExpectedRevisions): Promise<void> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const row = await this.store.lockMatching(tx, this.kind.noun, id, expectedRevisions);
      await this.record(tx, caller, 'deleted', row);
      await this.store.delete(tx, row);
    });
  }

  /**
   * Locks the resources that a creation or a change refers to against deletion, and returns the errors for those that this workspace
   * does not have. It runs before the row itself is locked: every transaction locks forms, then intents, then assistants, then
   * widgets, so that no two of them wait for each other. References that a change does not name are valid already: deleting
   * a resource removes the references to it.
   */
  protected async lockReferences(
    _tx: WorkspaceTransaction,
    _settings: SettingsChange<Row>,
  ): Promise<FieldError[]> {
    return [];
  }

  /** What is wrong with the row as a whole; empty when nothing is. */
  protected abstract validate(row: Row): FieldError[];

  /** The row in the answer to a creation, a change or a read of it alone. */
  protected async describe(_tx: WorkspaceTransaction, row: Row): Promise<View> {
    return this.kind.view(row);
  }

  /** Runs after the commit of a creation or a change. */
  protected changed(_row: Row): void {}

  private async saveAndDescribe(tx: WorkspaceTransaction, row: Row): Promise<View> {
    const saved = await this.store.save(tx, row);
    tx.afterCommit(() => this.changed(saved));
    return this.describe(tx, saved);
  }

  /** Adds the entry of the audit log, in the transaction of the change. */
  private async record(
    tx: WorkspaceTransaction,
    caller: Caller,
    what: 'created' | 'updated' | 'deleted',
    row: Row,
    fields: readonly string[] = [],
  ): Promise<void> {
    const { noun } = this.kind;
    const target = { kind: noun, id: row.id, name: await this.kind.nameOf(row, tx) };
    await this.audit.append(tx, actorOf(caller), {
      action: `${noun}.${what}`,
      target,
      changedFields: fields,
    });
  }

  private requireValid(row: Row, unknownReferences: readonly FieldError[]): void {
    const errors = [...unknownReferences, ...this.validate(row)];
    if (errors.length > 0) throw invalid(errors);
  }
}

/** The entries whose value is not undefined. */
function defined(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
