import { Type } from 'typebox';
import { Uuid } from '../ids.js';
import { defineSignal } from './signal.js';

/** The most ids in one settlement: 1,000 take 39 KB. */
export const SETTLEMENT_MAX_IDS = 1000;

/** Ids of outbox rows: of events from conversations, of routing changes from registry. */
const SettlementSchema = Type.Object({
  ids: Type.Array(Uuid, { minItems: 1, maxItems: SETTLEMENT_MAX_IDS }),
});

/** Where the service that owns the outbox listens, one replica of it for each signal. */
export function settlementSubject(service: 'conversations' | 'registry'): string {
  return `settlements.${service}`;
}

/**
 * delivery has committed its own rows for these outbox rows, which are settled thereby. A lost signal means that they
 * are published again, and settled then.
 */
export const settlement = defineSignal(SettlementSchema);
