import { parseTime } from '@flowforge/contracts/time';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { pageOf } from '@flowforge/service-kit/http/list.dto';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DEFAULT_SCHEDULE } from '@flowforge/contracts/routing/webhook-settings';
import { scheduleText } from './delivery.js';
import { ListDeliveriesQueryDto } from './list-deliveries-query.dto.js';
import { DeliveryReader } from './delivery-reader.store.js';
import { attemptDto, deliveryDto, DeliveryListDto, DeliveryWithAttemptsDto } from './delivery.dto.js';

const LIST_TEXT = `A delivery is one event for one webhook. Deliveries are kept for 30 days by default.

Retry schedule: a failed attempt is repeated after the delays of the webhook's \`schedule\`, each changed at random by up to 20 %, up or down. The default is ${scheduleText(DEFAULT_SCHEDULE)}: ${DEFAULT_SCHEDULE.length} retries in about three days. After the last one the status is \`failed\`. A \`Retry-After\` header of the endpoint lengthens a delay, up to one hour in all. An endpoint that keeps failing is paused for a while: its deliveries wait, which uses up no retry.`;

@ApiTags('deliveries')
@RequireScope('deliveries:read')
@Controller('v1/deliveries')
export class DeliveryController {
  constructor(@Inject(DeliveryReader) private readonly deliveries: DeliveryReader) {}

  @Get()
  @ApiOperation({ summary: 'List deliveries, newest first', description: LIST_TEXT })
  @ApiOkResponse({ type: DeliveryListDto })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: ListDeliveriesQueryDto,
  ): Promise<DeliveryListDto> {
    const page = await this.deliveries.list(
      caller.workspaceId,
      {
        webhookId: query.webhook_id,
        eventType: query.event,
        status: query.status,
        conversationId: query.conversation_id,
        since: query.since === undefined ? undefined : parseTime(query.since),
        until: query.until === undefined ? undefined : parseTime(query.until),
      },
      pageOf(query),
    );
    return { items: page.items.map(deliveryDto), next_cursor: page.next_cursor };
  }

  @Get(':id')
  @ApiOperation({
    summary: 'Read a delivery and its attempts',
    description:
      'Returns the delivery with its newest 100 attempts. 404 when the workspace has no delivery of this id.',
  })
  @ApiOkResponse({ type: DeliveryWithAttemptsDto })
  async read(@CurrentCaller() caller: Caller, @Id('delivery') id: string): Promise<DeliveryWithAttemptsDto> {
    const found = await this.deliveries.find(caller.workspaceId, id);
    if (!found) throw notFound('delivery');
    return { ...deliveryDto(found.delivery), attempts: found.attempts.map(attemptDto) };
  }
}
