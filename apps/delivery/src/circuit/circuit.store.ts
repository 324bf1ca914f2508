import { HIGHEST_ID, LOWEST_ID } from '@flowforge/contracts/ids';
import type { Database } from '@flowforge/postgres/database';
import type { CircuitState } from './circuit.js';

/** A circuit that is not closed. */
export interface OpenCircuit {
  webhookId: string;
  state: Exclude<CircuitState, 'closed'>;
}

/**
 * All SQL that changes circuits, except the start of a probe, which is a claim (`ClaimStore`). A circuit is part of the row of its
 * webhook's queue, so the lock of this row orders its changes and the claims of all replicas. While a circuit is not closed, the queue is
 * not due before `blocked_until`: the reset time of an open circuit, or the time when a probe without a result expires.
 */
export class CircuitStore {
  constructor(private readonly database: Database) {}

  /**
   * Opens a closed circuit.
   *
   * @param resetMs how long nothing is sent, in milliseconds
   * @param reason outcome of the attempt that opens it
   * @returns false when it was not closed: another replica was faster
   */
  async open(webhookId: string, workspaceId: string, resetMs: number, reason: string): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO webhook_queues AS queue (webhook_id, workspace_id, oldest_event_id, newest_event_id, circuit, circuit_generation,
                                            circuit_opened_at, blocked_until, circuit_reason)
       VALUES ($1, $2, '${HIGHEST_ID}', '${LOWEST_ID}', 'open', 1, clock_timestamp(), clock_timestamp() + $3 * interval '1 millisecond', $4)
       ON CONFLICT (webhook_id) DO UPDATE
          SET circuit = 'open', circuit_generation = queue.circuit_generation + 1, circuit_opened_at = clock_timestamp(),
              blocked_until = excluded.blocked_until, circuit_reason = excluded.circuit_reason,
              next_due_at = CASE WHEN queue.next_due_at IS NOT NULL
                                 THEN greatest(queue.next_due_at, excluded.blocked_until) END
        WHERE queue.circuit = 'closed'
       RETURNING webhook_id`,
      [webhookId, workspaceId, resetMs, reason],
    );
    return rows.length > 0;
  }

  /**
   * Opens the circuit again after its probe. A late result counts, too, also after the probe has expired, until another probe starts.
   *
   * @param generation that of the probe
   * @param resetMs how long nothing is sent, in milliseconds; 0 for another probe at once
   * @param reason outcome of the probe; null when it has none
   */
  async reopen(webhookId: string, generation: number, resetMs: number, reason: string | null): Promise<void> {
    await this.database.query(
      `UPDATE webhook_queues AS queue
          SET circuit = 'open', circuit_generation = circuit_generation + 1, blocked_until = given.until,
              circuit_reason = coalesce($4, circuit_reason),
              next_due_at = CASE WHEN next_due_at IS NOT NULL THEN given.until END
         FROM (SELECT clock_timestamp() + $3 * interval '1 millisecond' AS until) AS given
        WHERE webhook_id = $1 AND circuit = 'half_open' AND circuit_generation = $2`,
      [webhookId, generation, resetMs, reason],
    );
  }

  /**
   * Closes the circuit after its probe. The queue is due now, so that the next claim reads it. A late result counts, too, also after the
   * probe has expired, until another probe starts.
   */
  async close(webhookId: string, generation: number): Promise<void> {
    await this.database.query(
      `UPDATE webhook_queues
          SET circuit = 'closed', circuit_generation = circuit_generation + 1, circuit_opened_at = NULL, blocked_until = NULL,
              circuit_reason = NULL,
              next_due_at = CASE WHEN next_due_at IS NOT NULL THEN greatest(clock_timestamp(), rate_resumes_at) END
        WHERE webhook_id = $1 AND circuit = 'half_open' AND circuit_generation = $2`,
      [webhookId, generation],
    );
  }

  /** All circuits that are not closed. */
  async notClosed(): Promise<OpenCircuit[]> {
    const rows = await this.database.query<{ webhook_id: string; circuit: OpenCircuit['state'] }>(
      `SELECT webhook_id, circuit FROM webhook_queues WHERE circuit <> 'closed'`,
    );
    return rows.map(({ webhook_id, circuit }) => ({ webhookId: webhook_id, state: circuit }));
  }
}
