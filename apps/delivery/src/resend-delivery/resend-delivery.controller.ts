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
    summary: 'Send a delivery again',
    description:
      'Makes the delivery due now, whatever its status. The event id (`webhook-id`) and the body are the same as before, and the retry schedule starts again. Earlier attempts stay in the list, and the numbering continues. 409 `webhook_inactive` when the webhook is disabled or deleted. 409 `delivery_in_flight` while an attempt runs.',
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
