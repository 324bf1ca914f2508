import { settlement, settlementSubject } from '@flowforge/contracts/signals/settlement';
import { OutboxStore } from '@flowforge/outbox/outbox.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload, Transport } from '@nestjs/microservices';

/** Delivery has committed routing changes: the outbox is done with them. */
@Controller()
export class OnSettlementController {
  constructor(
    @Inject(OutboxStore) private readonly outbox: OutboxStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** A settlement that is lost here is made good: the row is published again, and settled then. */
  @EventPattern(settlementSubject('registry'), Transport.NATS)
  async settle(@Payload() payload: unknown): Promise<void> {
    const signal = settlement.decode(Buffer.from(JSON.stringify(payload ?? null)));
    if (!signal.ok) {
      this.log.warn({ at: signal.at }, 'settlement.malformed');
      return;
    }
    try {
      await this.outbox.settle(signal.value.ids);
    } catch (error) {
      this.log.warn({ err: error, count: signal.value.ids.length }, 'settlement.failed');
    }
  }
}
