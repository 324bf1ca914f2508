import { toJsonBytes } from '@flowforge/contracts/decoding';
import { settlement, settlementSubject } from '@flowforge/contracts/signals/settlement';
import { OutboxStore } from '@flowforge/outbox/outbox.store';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload, Transport } from '@nestjs/microservices';

/** delivery has events safe in its own schema: their outbox rows are settled. A signal that is lost comes again. */
@Controller()
export class SettlementController {
  constructor(
    @Inject(OutboxStore) private readonly outbox: OutboxStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @EventPattern(settlementSubject('conversations'), Transport.NATS)
  async settle(@Payload() payload: object): Promise<void> {
    const signal = settlement.decode(toJsonBytes(payload));
    if (!signal.ok) {
      this.log.warn({ at: signal.at }, 'settlement.malformed');
      return;
    }
    await this.outbox.settle(signal.value.ids);
  }
}
