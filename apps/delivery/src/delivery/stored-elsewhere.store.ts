import type { Transaction } from '@flowforge/postgres/database';
import { arraysOf, type Column, givenRows } from './columns.js';
import type { DeliveryRow } from './delivery-rows.js';
import { type EndedAttempt, type NewEventRecord, STARTED_FIRST } from './delivery-state.js';
import { NO_EPOCH } from './ended-attempts.store.js';

const NUMBER_COLUMNS: Column<DeliveryRow>[] = [
  { name: 'event_id', type: 'uuid', of: ({ delivery }) => delivery.eventId },
  { name: 'webhook_id', type: 'uuid', of: ({ delivery }) => delivery.webhookId },
  { name: 'attempts', type: 'int', of: ({ state }) => state.attempts },
];

/**
 * First attempts of this process keep their numbers when another process has stored their deliveries, which wait: the next attempt gets
 * a higher one.
 */
const KEEP_NUMBERS = `
  UPDATE deliveries SET attempts = given.attempts FROM ${givenRows(NUMBER_COLUMNS)}
   WHERE deliveries.event_id = given.event_id AND deliveries.webhook_id = given.webhook_id
     AND deliveries.due_at IS NOT NULL AND deliveries.held_by IS NULL AND deliveries.attempts < given.attempts`;

/** Keeps the numbers of first attempts of this process, of deliveries that another process may have stored. */
export async function keepNumbers(tx: Transaction, rows: readonly DeliveryRow[]): Promise<void> {
  await tx.query(KEEP_NUMBERS, arraysOf(NUMBER_COLUMNS, rows));
}

/**
 * First attempts that ended with a 2xx, of events that another process has stored. It may have planned them with an order, so the next
 * delivery of the conversation may be due.
 */
export function lateSuccessesOf(
  records: readonly NewEventRecord[],
  added: readonly NewEventRecord[],
): EndedAttempt[] {
  return records.flatMap((record) =>
    added.includes(record) ? [] : record.deliveries.flatMap(lateSuccessOf),
  );
}

function lateSuccessOf({ delivery, state }: DeliveryRow): EndedAttempt[] {
  if (state.status !== 'delivered') return [];
  const { workspaceId, eventId, webhookId, conversationId } = delivery;
  return [
    {
      workspaceId,
      eventId,
      webhookId,
      heldBy: NO_EPOCH,
      startedAttempt: state.attempts,
      startedDueAt: STARTED_FIRST,
      conversationId,
      isOrdered: true,
      unusedRateUs: null,
      state,
    },
  ];
}
