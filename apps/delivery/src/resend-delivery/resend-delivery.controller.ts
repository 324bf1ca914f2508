import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DeliveryDto, RESENT_DELIVERY_EXAMPLE } from '../delivery/delivery.dto.js';
import { ResendDeliveryDto } from './resend-delivery.dto.js';
import { webhookInactive } from '../routing/webhook-inactive.js';
import { deliveryInFlight, ResendDeliveryService } from './resend-delivery.service.js';

@ApiTags('deliveries')
@RequireScope('deliveries:write')
@Controller('v1/deliveries')
export class ResendDeliveryController {
  constructor(@Inject(ResendDeliveryService) private readonly service: ResendDeliveryService) {}

  @Post(':id/resend')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send a delivery again, or send a waiting one now',
    description:
      'Sends the delivery now, whatever its status: one that has ended is sent again, and one that waits for its next attempt (`pending`) is sent at once. `waiting_for` in the answer says why it cannot start yet: `circuit` (it starts with the next probe that the circuit allows), `rate_limit`, or `queue` (at once). A delivery that waited for its order leaves the order; the first one of its conversation keeps its place. The event id (`webhook-id`) and the body are the same as before, and the retry schedule starts again. Earlier attempts stay in the list, and the numbering continues. 409 `webhook_inactive` when the webhook is disabled or deleted. 409 `delivery_in_flight` while an attempt runs.',
  })
  @ApiIdempotencyKey()
  @ApiAcceptedResponse({ type: DeliveryDto, example: RESENT_DELIVERY_EXAMPLE })
  @ApiProblems(webhookInactive(), deliveryInFlight())
  async resend(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Id('delivery') id: string,
    @Body() _body: ResendDeliveryDto,
  ): Promise<DeliveryDto> {
    return (await this.service.resend(caller, request, id)).body;
  }
}
