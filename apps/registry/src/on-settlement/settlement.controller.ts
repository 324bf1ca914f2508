import { settlementSubject } from '@flowforge/contracts/signals/settlement';
import { OutboxStore } from '@flowforge/outbox/outbox.store';
import { settleFrom } from '@flowforge/outbox/settle-from';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload, Transport } from '@nestjs/microservices';

/** Deletes the `outbox_pending` rows of routing changes that delivery has stored: they are not published again. */
@Controller()
export class SettlementController {
  constructor(
    @Inject(OutboxStore) private readonly outbox: OutboxStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @EventPattern(settlementSubject('registry'), Transport.NATS)
  async settle(@Payload() payload: unknown): Promise<void> {
    await settleFrom(this.outbox, payload, (details, what) => this.log.warn(details, what));
  }
}
