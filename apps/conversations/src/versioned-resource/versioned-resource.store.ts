import { newId } from '@flowforge/contracts/ids';
import type { Cursor, Page } from '@flowforge/postgres/page';
import { type ListQuery, listRowsById } from '@flowforge/postgres/page.store';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { type ExpectedRevisions, requireRevision } from '@flowforge/service-kit/http/expected-revisions';
import { notFound } from '@flowforge/service-kit/http/problem';
import type { SelectQueryBuilder } from 'typeorm';
import type { VersionedResourceEntity } from './versioned-resource.entity.js';

/** Which page of a list, and its filters. */
export interface ListRequest {
  limit: number;
  cursor: Cursor | null;
  where?: ListQuery['where'];
}

/** All SQL of one kind of versioned resource, always within the transaction's workspace. */
export abstract class VersionedResourceStore<Row extends VersionedResourceEntity> {
  /** @param bytes SQL for the size of a row, of a kind whose rows may be large */
  constructor(
    private readonly entity: new () => Row,
    private readonly table: string,
    private readonly bytes?: string,
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

  async delete(tx: WorkspaceTransaction, row: Row): Promise<void> {
    await tx.manager.remove(row);
  }

  list(tx: WorkspaceTransaction, request: ListRequest): Promise<Page<Row>> {
    const { table, bytes } = this;
    return listRowsById(tx, { table, ...(bytes === undefined ? {} : { bytes }), ...request }, (ids) =>
      this.ofWorkspace(tx).andWhere('row.id IN (:...ids)', { ids }).getMany(),
    );
  }

  /**
   * Which of these ids are not of this workspace. The other rows are locked against deletion, in the order of their ids, until the
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
