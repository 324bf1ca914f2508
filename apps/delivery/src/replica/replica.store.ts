import type { Database, Transaction } from '@flowforge/postgres/database';

/** All SQL of the replicas' leases. Times are those of the database. */
export class ReplicaStore {
  constructor(private readonly database: Database) {}

  /** Adds a replica with a lease of `leaseMs` milliseconds and returns its epoch. An epoch is never used again. */
  async add(leaseMs: number): Promise<number> {
    const [row] = await this.database.query<{ epoch: string }>(
      `INSERT INTO replicas (valid_until) VALUES (clock_timestamp() + $1 * interval '1 millisecond') RETURNING epoch`,
      [leaseMs],
    );
    if (!row) throw new Error('the new replica has no epoch');
    return Number(row.epoch);
  }

  /** Renews a lease. False when another replica has ended it: its deliveries belong to others then. */
  async renew(epoch: number, leaseMs: number): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE replicas SET valid_until = clock_timestamp() + $2 * interval '1 millisecond' WHERE epoch = $1 RETURNING epoch`,
      [epoch, leaseMs],
    );
    return rows.length > 0;
  }

  /** Gives a lease back, for a replica that stops. */
  async giveBack(epoch: number): Promise<void> {
    await this.database.query(`UPDATE replicas SET valid_until = '-infinity' WHERE epoch = $1`, [epoch]);
  }

  /**
   * Deletes the leases that were given back, and with `expiredToo` those that have expired. It waits for transactions that start
   * deliveries with them.
   *
   * @returns their number
   */
  async deleteEnded(expiredToo: boolean): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM replicas WHERE valid_until = '-infinity' OR ($1 AND valid_until < clock_timestamp()) RETURNING epoch`,
      [expiredToo],
    );
    return rows.length;
  }
}

/**
 * Whether a replica may start deliveries. The answer stays true until the transaction ends: nobody can end the lease before.
 */
export async function lockLease(tx: Transaction, epoch: number): Promise<boolean> {
  return (await lockLeases(tx, [epoch])).has(epoch);
}

/** Those of the replicas that may start deliveries. It stays so until the transaction ends: nobody can end their leases before. */
export async function lockLeases(tx: Transaction, epochs: readonly number[]): Promise<Set<number>> {
  const rows = await tx.query<{ epoch: string }>(
    'SELECT epoch FROM replicas WHERE epoch = ANY($1::bigint[]) ORDER BY epoch FOR KEY SHARE',
    [epochs],
  );
  return new Set(rows.map(({ epoch }) => Number(epoch)));
}
