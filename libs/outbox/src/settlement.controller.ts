import { settlement, settlementSubject } from '@flowforge/contracts/signals/settlement';
import { Controller, Inject, type Type } from '@nestjs/common';
import { EventPattern, Payload, Transport } from '@nestjs/microservices';
import type { Logger } from 'pino';
import { OutboxStore } from './outbox.store.js';

/**
 * The controller that receives settlements: it deletes the `outbox_pending` rows of messages that delivery has stored, so that they are
 * not published again. It never rejects: when a settlement is lost, the messages are published again and settled then. Needs
 * `OutboxStore`.
 *
 * @param service the service that owns the outbox
 */
export function settlementController(service: 'conversations' | 'registry', log: Logger): Type {
  @Controller()
  class SettlementController {
    constructor(@Inject(OutboxStore) private readonly outbox: OutboxStore) {}

    @EventPattern(settlementSubject(service), Transport.NATS)
    async settle(@Payload() payload: unknown): Promise<void> {
      const signal = settlement.decode(Buffer.from(JSON.stringify(payload ?? null)));
      if (!signal.ok) {
        log.warn({ at: signal.at }, 'settlement.malformed');
        return;
      }
      try {
        await this.outbox.settle(signal.value.ids);
      } catch (error) {
        log.warn({ err: error, count: signal.value.ids.length }, 'settlement.failed');
      }
    }
  }
  return SettlementController;
}
