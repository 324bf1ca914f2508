import type { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';

/** A delivery with its event, as the API reads them to show the request. */
export interface SentRequestRow {
  id: string;
  event_id: string;
  event_type: string;
  payload_version: string;
  body_hash: Buffer | null;
  /** Null when the event is no longer stored. */
  payload: Buffer | null;
}

/** Reads what the requests of one workspace's deliveries are rendered from. */
export class SentRequestStore {
  constructor(private readonly database: WorkspaceDatabase) {}

  /** Undefined when the workspace has no delivery of this id. */
  async find(workspaceId: string, deliveryId: string): Promise<SentRequestRow | undefined> {
    return this.database.transaction(workspaceId, async (tx) => {
      const [row] = await tx.query<SentRequestRow>(
        `SELECT delivery.id, delivery.event_id, delivery.event_type, delivery.payload_version, delivery.body_hash,
                (SELECT payload FROM events WHERE workspace_id = $1 AND event_id = delivery.event_id) AS payload
           FROM deliveries AS delivery WHERE workspace_id = $1 AND id = $2`,
        [tx.workspaceId, deliveryId],
      );
      return row;
    });
  }
}
