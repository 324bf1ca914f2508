import { settlementSubject } from '@flowforge/contracts/signals/settlement';
import { OutboxStore } from '@flowforge/outbox/outbox.store';
import { settleFrom } from '@flowforge/outbox/settle-from';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload, Transport } from '@nestjs/microservices';

/** Marks routing changes as settled in the outbox when delivery has stored them in its own schema. */
@Controller()
export class OnSettlementController {
  constructor(
    @Inject(OutboxStore) private readonly outbox: OutboxStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @EventPattern(settlementSubject('registry'), Transport.NATS)
  async settle(@Payload() payload: unknown): Promise<void> {
    await settleFrom(this.outbox, payload, (details, event) => this.log.warn(details, event));
  }
}
