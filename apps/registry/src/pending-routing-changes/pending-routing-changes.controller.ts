import {
  PENDING_ROUTING_CHANGES_MAX,
  PENDING_ROUTING_CHANGES_PATH,
  type PendingRoutingChanges,
} from '@flowforge/contracts/routing/pending-routing-changes';
import { isUuid } from '@flowforge/contracts/ids';
import { KeyRing } from '@flowforge/encryption/key-ring';
import { isServiceRequest } from '@flowforge/encryption/service-request';
import { OutboxStore } from '@flowforge/outbox/outbox.store';
import { Problem } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Headers, Inject, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

/**
 * Answers delivery which routing changes it may not have applied. Each replica of delivery asks every 400 ms. Only a service with the same
 * encryption keys may ask.
 */
@ApiExcludeController()
@Controller()
export class PendingRoutingChangesController {
  constructor(
    @Inject(OutboxStore) private readonly outbox: OutboxStore,
    @Inject(KeyRing) private readonly ring: KeyRing,
  ) {}

  @Get(PENDING_ROUTING_CHANGES_PATH)
  async list(
    @Headers('authorization') authorization: string | undefined,
    @Query('after') after: string | undefined,
  ): Promise<PendingRoutingChanges> {
    if (!isServiceRequest(this.ring, PENDING_ROUTING_CHANGES_PATH, authorization, Date.now()))
      throw new Problem(401, 'not_a_service', 'Only a service of this installation may send this request.');
    const pending = await this.outbox.pending(isUuid(after) ? after : null, PENDING_ROUTING_CHANGES_MAX + 1);
    const page = pending.slice(0, PENDING_ROUTING_CHANGES_MAX);
    return {
      changes: page.map(({ payload }) => payload.toString('base64')),
      next: pending.length > page.length ? (page.at(-1)?.id ?? null) : null,
    };
  }
}
