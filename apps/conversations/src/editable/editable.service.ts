import type { Page } from '@flowforge/postgres/page';
import type { WorkspaceDatabase, WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { requireMatch } from '@flowforge/service-kit/http/entity-tag';
import { notFound } from '@flowforge/service-kit/http/problem';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import type { Editable } from './editable.entity.js';
import type { EditableDto } from './editable.dto.js';
import type { EditableStore, ListRequest } from './editable.store.js';

/** The five things that people ask of what they edit; a subclass says what is particular to one kind. */
export abstract class EditableService<Row extends Editable, Creation, Change, View extends EditableDto> {
  constructor(
    protected readonly database: WorkspaceDatabase,
    protected readonly store: EditableStore<Row>,
    /** The word in `<what>_not_found`. */
    private readonly what: string,
  ) {}

  create(caller: Caller, request: IdempotencyRequest, creation: Creation): Promise<Answer<View>> {
    return this.database.transaction(caller.workspaceId, (tx) =>
      withIdempotencyKey(tx, request, caller.principal, async () => {
        const row = this.fresh(tx, creation);
        await this.check(tx, row);
        return { status: 201, body: this.view(await this.store.save(tx, row)) };
      }),
    );
  }

  /** @throws Problem 404 */
  read(workspaceId: string, id: string): Promise<View> {
    return this.database.transaction(workspaceId, async (tx) => {
      const row = await this.store.find(tx, id);
      if (!row) throw notFound(this.what);
      return this.view(row);
    });
  }

  list(workspaceId: string, request: ListRequest): Promise<Page<View>> {
    return this.database.transaction(workspaceId, async (tx) => {
      const { items, next_cursor } = await this.store.list(tx, request);
      return { items: items.map((row) => this.view(row)), next_cursor };
    });
  }

  /** @throws Problem 404; 412 when `ifMatch` names another revision; 422 naming the fields */
  change(workspaceId: string, id: string, ifMatch: string | undefined, change: Change): Promise<View> {
    return this.database.transaction(workspaceId, async (tx) => {
      const row = await this.lockMatching(tx, id, ifMatch);
      this.apply(row, change);
      await this.check(tx, row);
      return this.view(await this.store.save(tx, row));
    });
  }

  /** @throws Problem 404; 412 when `ifMatch` names another revision */
  remove(workspaceId: string, id: string, ifMatch: string | undefined): Promise<void> {
    return this.database.transaction(workspaceId, async (tx) => {
      const row = await this.lockMatching(tx, id, ifMatch);
      await this.release(tx, row);
      await this.store.remove(tx, row);
    });
  }

  /** The row that a creation asks for. */
  protected abstract fresh(tx: WorkspaceTransaction, creation: Creation): Row;
  /** Sets what the change names; what it leaves out stays. */
  protected abstract apply(row: Row, change: Change): void;
  protected abstract view(row: Row): View;

  /** @throws Problem 422 when the row as a whole, or what it refers to, is wrong */
  protected abstract check(tx: WorkspaceTransaction, row: Row): Promise<void>;

  /** Lets go of what refers to a row that is about to be removed. */
  protected async release(_tx: WorkspaceTransaction, _row: Row): Promise<void> {}

  private async lockMatching(
    tx: WorkspaceTransaction,
    id: string,
    ifMatch: string | undefined,
  ): Promise<Row> {
    const row = await this.store.lock(tx, id);
    if (!row) throw notFound(this.what);
    requireMatch(ifMatch, row.revision);
    return row;
  }
}
