import type { Database, Transaction } from '@flowforge/postgres/database';
import { isUniqueViolation } from '@flowforge/postgres/sql-state';
import { lockLeases } from '../replica/replica.store.js';
import { lockRoutingShared } from '../routing/routing.store.js';
import { arraysOf } from './columns.js';
import type { Delivery } from './delivery.js';
import { advance, type OrderedConversation } from './delivery-order.store.js';
import {
  DELIVERY_COLUMNS,
  type DeliveryRow,
  EVENT_COLUMNS,
  type EventRow,
  TRACED_EVENT_COLUMNS,
} from './delivery-rows.js';
import { DUE_NOW, dueNowAfter, type EndedAttempt, type NewEventRecord } from './delivery-state.js';
import { endAttempts, giveBackRate } from './ended-attempts.store.js';
import {
  INSERT_DELIVERIES,
  INSERT_EVENTS,
  INSERT_TRACED_EVENTS,
  type InsertMode,
} from './insert-rows.store.js';
import { keepNumbers, lateSuccessesOf } from './stored-elsewhere.store.js';
import { enqueue, type QueuedDelivery } from './webhook-queue.store.js';

/** What a batch of new events has changed. */
export interface StoredEvents {
  /** Events that were not stored before. */
  added: readonly NewEventRecord[];
  /** First attempts that ended deliveries of other events: another process has stored those meanwhile. */
  ended: readonly EndedAttempt[];
}

/** Stores events, deliveries and attempts in batches: a few statements for hundreds of rows. */
export class DeliveryStore {
  /** @param onInsertedAgain called when a batch of new events is inserted again, because one of them was stored already */
  constructor(
    private readonly database: Database,
    private readonly onInsertedAgain: () => void = () => undefined,
  ) {}

  /**
   * Stores new events, their deliveries and first attempts in one transaction. Rows that exist already stay unchanged, but
   * a first attempt that ended with a 2xx ends its delivery, like any late success.
   *
   * Stores nothing if one of them was planned with an older routing than the current one. Such an event could have a further delivery. If it
   * were stored without it, a later event of its conversation could be sent first.
   *
   * @returns null when nothing was stored: plan them again
   */
  async writeNewEvents(records: readonly NewEventRecord[]): Promise<StoredEvents | null> {
    try {
      return await this.database.transaction((tx) => insertPlanned(tx, records, 'new'));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
    }
    this.onInsertedAgain();
    return this.database.transaction((tx) => insertPlanned(tx, records, 'possiblyStored'));
  }

  /**
   * Stores new events like `writeNewEvents`, but plans them in the transaction, where no routing change can be applied until its end.
   *
   * @param plan plans with the newest routing that is committed when it is called
   */
  async planAndWriteNewEvents(plan: () => Promise<readonly NewEventRecord[]>): Promise<StoredEvents> {
    return this.database.transaction(async (tx) => {
      await lockRoutingShared(tx);
      const stored = await insertPlanned(tx, await plan(), 'possiblyStored');
      if (stored === null) throw new Error('new events were not planned with the newest routing');
      return stored;
    });
  }

  /**
   * Stores the results of started deliveries, and their attempts.
   *
   * @returns those whose result did not count, because another replica has taken the delivery over, or it has ended
   */
  async writeEnded(ended: readonly EndedAttempt[]): Promise<EndedAttempt[]> {
    const ignored = await this.writeGiven(ended);
    // Another process may have stored the delivery of a first attempt with an order. These are rare, so all are written as ordered again.
    const late = ignored.filter(({ state, isOrdered }) => state.status === 'delivered' && !isOrdered);
    if (late.length === 0) return ignored;
    const ordered = late.map((one) => ({ ...one, isOrdered: true }));
    const ignoredAgain = await this.writeGiven(ordered);
    const counted = new Set(late.filter((_, index) => !ignoredAgain.some((one) => one === ordered[index])));
    return ignored.filter((one) => !counted.has(one));
  }

  private async writeGiven(ended: readonly EndedAttempt[]): Promise<EndedAttempt[]> {
    const queued = ended.flatMap(({ state: { dueInMs }, ...key }) =>
      dueInMs === null && !key.isOrdered ? [] : [{ ...key, dueInMs }],
    );
    if (queued.length === 0) return endAttempts(this.database, ended);
    return this.database.transaction(async (tx) => {
      await enqueue(tx, queued);
      const ignored = await endAttempts(tx, ended);
      await giveBackRate(
        tx,
        ended.filter((one) => !ignored.includes(one)),
      );
      await advance(tx, ended.flatMap(advancedBy));
      return ignored;
    });
  }

  /** The ids of those events that are stored already. */
  async storedIds(eventIds: readonly string[]): Promise<Set<string>> {
    const rows: { event_id: string }[] = await this.database.query(
      'SELECT event_id FROM events WHERE event_id = ANY($1::uuid[])',
      [eventIds],
    );
    return new Set(rows.map((row) => row.event_id));
  }

  /**
   * Adds deliveries that a newer routing asks for; they are due at once. Existing ones stay unchanged.
   *
   * @returns the number of those that were missing
   */
  async addMissing(tx: Transaction, deliveries: readonly Delivery[]): Promise<number> {
    if (deliveries.length === 0) return 0;
    const existing = await tx.query<{ id: string }>(
      'SELECT id FROM deliveries WHERE event_id = ANY($1::uuid[]) AND id = ANY($2::uuid[])',
      [[...new Set(deliveries.map(({ eventId }) => eventId))], deliveries.map(({ id }) => id)],
    );
    const known = new Set(existing.map(({ id }) => id));
    const missing = deliveries.filter(({ id }) => !known.has(id));
    await insertDeliveries(
      tx,
      missing.map((delivery) => ({ delivery, state: DUE_NOW })),
      'possiblyStored',
    );
    return missing.length;
  }

  /** Like `addMissing`, in its own transaction. */
  async addMissingNow(deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length > 0) await this.database.transaction((tx) => this.addMissing(tx, deliveries));
  }
}

/** The conversation whose next delivery becomes due after the end of this one, if the webhook keeps an order. */
function advancedBy({
  state,
  webhookId,
  workspaceId,
  conversationId,
  isOrdered,
}: EndedAttempt): OrderedConversation[] {
  return state.status === 'pending' || !isOrdered ? [] : [{ webhookId, workspaceId, conversationId }];
}

/** Locks the routing. Returns null, and stores nothing, if it is newer than that of a plan. */
async function insertPlanned(
  tx: Transaction,
  given: readonly NewEventRecord[],
  mode: InsertMode,
): Promise<StoredEvents | null> {
  const plannedWith = Math.min(...given.map((record) => record.plannedWith));
  // Always in one order: with several, two processes that store the same events could wait for each other.
  const records = given.toSorted((a, b) => (a.event.id < b.event.id ? -1 : 1));
  await lockRoutingShared(tx);
  const { revision, added } = await insertEvents(tx, records, plannedWith, mode);
  if (revision > plannedWith) return null;
  const deliveries = records.flatMap((record) => record.deliveries);
  if (added.length === records.length) {
    await insertDeliveries(tx, deliveries, mode);
    return { added, ended: [] };
  }
  const late = lateSuccessesOf(records, added);
  const ignored = await insertDeliveries(tx, deliveries, mode, late);
  await keepNumbers(tx, deliveries);
  return { added, ended: late.filter((one) => !ignored.includes(one)) };
}

async function insertEvents(
  tx: Transaction,
  records: readonly NewEventRecord[],
  plannedWith: number,
  mode: InsertMode,
): Promise<{ revision: number; added: readonly NewEventRecord[] }> {
  let payloadAt = 1;
  const rows = records.map(({ event, payload, deliveries, traceparent = null }): EventRow => {
    const row = {
      event,
      payloadAt,
      payloadLength: payload.length,
      isRouted: deliveries.length > 0,
      traceparent,
    };
    payloadAt += payload.length;
    return row;
  });
  const isTraced = rows.some(({ traceparent }) => traceparent !== null);
  const [insert, columns] = isTraced
    ? [INSERT_TRACED_EVENTS, TRACED_EVENT_COLUMNS]
    : [INSERT_EVENTS, EVENT_COLUMNS];
  const [head] = await tx.queryPrepared<{ revision: string; added: string[] | null }>(insert[mode], [
    ...arraysOf(columns, rows),
    Buffer.concat(records.map(({ payload }) => payload)),
    plannedWith,
  ]);
  const added = head?.added ?? null;
  return {
    revision: Number(head?.revision ?? 0),
    added: added === null ? records : records.filter(({ event }) => added.includes(event.id)),
  };
}

/** Returns the late successes that did not count. */
async function insertDeliveries(
  tx: Transaction,
  rows: readonly DeliveryRow[],
  mode: InsertMode,
  late: readonly EndedAttempt[] = [],
): Promise<readonly EndedAttempt[]> {
  if (rows.length === 0) return [];
  const unfinished = rows.filter(({ state }) => state.status === 'pending');
  const queued: QueuedDelivery[] = unfinished.map(({ delivery, state }) => ({
    eventId: delivery.eventId,
    webhookId: delivery.webhookId,
    workspaceId: delivery.workspaceId,
    dueInMs: delivery.orderSeq === null ? state.dueInMs : null,
  }));
  for (const { eventId, webhookId, workspaceId } of late)
    queued.push({ eventId, webhookId, workspaceId, dueInMs: null });
  if (queued.length > 0) await enqueue(tx, queued);
  await tx.queryPrepared(
    INSERT_DELIVERIES[mode],
    arraysOf(DELIVERY_COLUMNS, await withoutLostLeases(tx, rows)),
  );
  const ignored = late.length === 0 ? [] : await endAttempts(tx, late);
  await advance(tx, [
    ...unfinished.flatMap(({ delivery }) => (delivery.orderSeq === null ? [] : [delivery])),
    ...late.flatMap(advancedBy),
  ]);
  return ignored;
}

/**
 * An attempt whose replica has lost its lease in the meantime may be made by another replica, too, so its delivery waits instead. The
 * attempt keeps its number. A batch has two epochs after this process has got a new one.
 */
async function withoutLostLeases(
  tx: Transaction,
  rows: readonly DeliveryRow[],
): Promise<readonly DeliveryRow[]> {
  const epochs = new Set<number>();
  for (const { state } of rows) if (state.heldBy !== null) epochs.add(state.heldBy);
  if (epochs.size === 0) return rows;
  const valid = await lockLeases(tx, [...epochs]);
  return rows.map((row) => {
    const { delivery, state } = row;
    if (state.heldBy === null || valid.has(state.heldBy)) return row;
    return { delivery, state: dueNowAfter(state.attempts) };
  });
}
