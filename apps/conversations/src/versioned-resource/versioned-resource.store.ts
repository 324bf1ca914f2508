import { newId } from '@flowforge/contracts/ids';
import type { Cursor, Page } from '@flowforge/postgres/page';
import { listPage, type ListQuery } from '@flowforge/postgres/page.store';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { type ExpectedRevisions, requireRevision } from '@flowforge/service-kit/http/expected-revisions';
import { notFound } from '@flowforge/service-kit/http/problem';
import type { SelectQueryBuilder } from 'typeorm';
import type { VersionedResource } from './versioned-resource.entity.js';

/** Rows that one statement reads. The driver parses the examples of ten large intents in 20 ms and holds the event loop. */
const READ_AT_ONCE = 10;

/** Which page of a list, and its filters. */
export interface ListRequest {
  limit: number;
  cursor: Cursor | null;
  where?: ListQuery['where'];
}

/** All SQL of one kind of versioned resource, always within the transaction's workspace. */
export abstract class VersionedResourceStore<Row extends VersionedResource> {
  constructor(
    private readonly entity: new () => Row,
    private readonly table: string,
  ) {}

  /** A new row of this workspace, not stored yet. */
  create(tx: WorkspaceTransaction, settings: object): Row {
    return Object.assign(new this.entity(), settings, {
      id: newId(),
      workspaceId: tx.workspaceId,
      revision: 1,
    });
  }

  find(tx: WorkspaceTransaction, id: string): Promise<Row | null> {
    return this.ofWorkspace(tx).andWhere('row.id = :id', { id }).getOne();
  }

  /**
   * The row, locked until the transaction ends.
   *
   * @throws Problem 404; 412 when the caller expects another revision
   */
  async lockMatching(
    tx: WorkspaceTransaction,
    noun: string,
    id: string,
    expectedRevisions: ExpectedRevisions,
  ): Promise<Row> {
    const row = await this.ofWorkspace(tx)
      .andWhere('row.id = :id', { id })
      .setLock('pessimistic_write')
      .getOne();
    if (!row) throw notFound(noun);
    requireRevision(expectedRevisions, row.revision);
    return row;
  }

  /** Stores a new row or the changed columns of a known one. */
  async save(tx: WorkspaceTransaction, row: Row): Promise<Row> {
    return tx.manager.save(row);
  }

  async remove(tx: WorkspaceTransaction, row: Row): Promise<void> {
    await tx.manager.remove(row);
  }

  async list(tx: WorkspaceTransaction, request: ListRequest): Promise<Page<Row>> {
    const page = await listPage<{ id: string }>(tx, { table: this.table, columns: 'id', ...request });
    const ids = page.items.map((item) => item.id);
    if (ids.length === 0) return { items: [], next_cursor: page.next_cursor };
    const byId = new Map<string, Row>();
    for (let start = 0; start < ids.length; start += READ_AT_ONCE) {
      const some = ids.slice(start, start + READ_AT_ONCE);
      const rows = await this.ofWorkspace(tx).andWhere('row.id IN (:...some)', { some }).getMany();
      for (const row of rows) byId.set(row.id, row);
    }
    return { items: ids.flatMap((id) => byId.get(id) ?? []), next_cursor: page.next_cursor };
  }

  /**
   * Which of these ids are not of this workspace. The other rows are locked against removal, in the order of their ids, until the
   * transaction ends, so a reference to them is still valid when it commits.
   */
  async missing(tx: WorkspaceTransaction, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const found = await tx.query<{ id: string }>(
      `SELECT id FROM ${this.table} WHERE workspace_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR KEY SHARE`,
      [tx.workspaceId, ids],
    );
    const known = new Set(found.map((row) => row.id));
    return ids.filter((id) => !known.has(id.toLowerCase()));
  }

  private ofWorkspace(tx: WorkspaceTransaction): SelectQueryBuilder<Row> {
    return tx.manager
      .createQueryBuilder(this.entity, 'row')
      .where('row.workspaceId = :workspaceId', { workspaceId: tx.workspaceId });
  }
}
