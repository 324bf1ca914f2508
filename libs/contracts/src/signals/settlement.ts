import { Type } from 'typebox';
import { Uuid } from '../ids.js';
import { defineSignal } from './signal.js';

/** Maximum number of ids in one settlement: 1,000 take 39 KB. */
export const SETTLEMENT_MAX_IDS = 1000;

/** Ids of outbox rows: of events from conversations, of routing changes from registry. */
const SettlementSchema = Type.Object({
  ids: Type.Array(Uuid, { minItems: 1, maxItems: SETTLEMENT_MAX_IDS }),
});

/** The NATS subject of an outbox's owner; each signal reaches one of its replicas. */
export function settlementSubject(service: 'conversations' | 'registry'): string {
  return `settlements.${service}`;
}

/**
 * delivery has stored the content of these outbox rows, so their owner need not publish them again. If the signal is lost, the
 * owner publishes them again, and delivery sends the signal again.
 */
export const settlement = defineSignal(SettlementSchema);
