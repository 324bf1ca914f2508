import {
  PENDING_ROUTING_CHANGES_MAX,
  PENDING_ROUTING_CHANGES_PATH,
  type PendingRoutingChanges,
} from '@flowforge/contracts/routing/pending-routing-changes';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { isServiceRequest } from '@flowforge/encryption/service-request';
import { OutboxStore } from '@flowforge/outbox/outbox.store';
import { Problem } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Headers, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

/**
 * Tells delivery which routing changes it may not have applied, for the time while NATS is not available. Only a service with the
 * same encryption keys may ask.
 */
@ApiExcludeController()
@Controller()
export class PendingRoutingChangesController {
  constructor(
    @Inject(OutboxStore) private readonly outbox: OutboxStore,
    @Inject(KeyRing) private readonly ring: KeyRing,
  ) {}

  @Get(PENDING_ROUTING_CHANGES_PATH)
  async list(@Headers('authorization') authorization: string | undefined): Promise<PendingRoutingChanges> {
    if (!isServiceRequest(this.ring, PENDING_ROUTING_CHANGES_PATH, authorization, Date.now()))
      throw new Problem(401, 'not_a_service', 'Only a service of this installation may send this request.');
    const payloads = await this.outbox.pendingPayloads(PENDING_ROUTING_CHANGES_MAX + 1);
    return {
      changes: payloads.slice(0, PENDING_ROUTING_CHANGES_MAX).map((payload) => payload.toString('base64')),
      complete: payloads.length <= PENDING_ROUTING_CHANGES_MAX,
    };
  }
}
