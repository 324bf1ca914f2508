import { columnFilters, listPage, type PageRequest } from '@flowforge/postgres/page.store';
import type { Page } from '@flowforge/postgres/page';
import type { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import type { CircuitState } from './circuit.js';

/** A circuit that is not closed, as the API reads it. */
export interface CircuitRow {
  /** That of the webhook. */
  id: string;
  circuit: Exclude<CircuitState, 'closed'>;
  circuit_opened_at: Date;
  circuit_reason: string | null;
  /** When the next probe may start, never in the past; null while a probe runs. */
  next_probe_at: Date | null;
}

/**
 * A circuit has no row of its own that is added, so no row commits late: its `created_xid` is older than every snapshot. The condition is
 * that of the index `webhook_queues_circuits`.
 */
const NOT_CLOSED = `(SELECT webhook_id AS id, workspace_id, circuit, circuit_opened_at, circuit_reason,
    CASE WHEN circuit = 'open' THEN greatest(blocked_until, statement_timestamp()) END AS next_probe_at,
    '0'::xid8 AS created_xid
  FROM webhook_queues WHERE circuit <> 'closed') AS circuits`;

/** Reads one workspace's circuits. */
export class CircuitReader {
  constructor(private readonly database: WorkspaceDatabase) {}

  /**
   * The circuits that are not closed, those of the newest webhooks first.
   *
   * @param webhookIds only of these webhooks; undefined for all
   */
  async list(
    workspaceId: string,
    webhookIds: string[] | undefined,
    page: PageRequest,
  ): Promise<Page<CircuitRow>> {
    return this.database.transaction(workspaceId, (tx) =>
      listPage<CircuitRow>(tx, {
        table: NOT_CLOSED,
        columns: 'id, circuit, circuit_opened_at, circuit_reason, next_probe_at',
        where: columnFilters({ id: webhookIds }),
        ...page,
      }),
    );
  }
}
