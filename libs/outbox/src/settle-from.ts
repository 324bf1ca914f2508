import { settlement } from '@flowforge/contracts/signals/settlement';
import type { OutboxStore } from './outbox.store.js';

/**
 * Settles the rows that a settlement names, as it came over NATS. Never throws: a settlement that is lost is made good,
 * since the rows are published again, and settled then.
 *
 * @param warn told of one that cannot be read, or not be written
 */
export async function settleFrom(
  outbox: OutboxStore,
  payload: unknown,
  warn: (details: object, what: string) => void,
): Promise<void> {
  const signal = settlement.decode(Buffer.from(JSON.stringify(payload ?? null)));
  if (!signal.ok) {
    warn({ at: signal.at }, 'settlement.malformed');
    return;
  }
  try {
    await outbox.settle(signal.value.ids);
  } catch (error) {
    warn({ err: error, count: signal.value.ids.length }, 'settlement.failed');
  }
}
