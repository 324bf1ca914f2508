import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/api-key.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { pageOf } from '@flowforge/service-kit/http/list.dto';
import { invalid, notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DeliveryReader } from '../delivery/delivery.store.js';
import {
  attemptDto,
  deliveryDto,
  DeliveryListDto,
  DeliveryWithAttemptsDto,
  ListDeliveriesQueryDto,
} from './delivery.dto.js';

function timeOf(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw invalid([{ field, message: 'is no time of the calendar' }]);
  return time;
}

@ApiTags('deliveries')
@RequireScope('deliveries:read')
@Controller('v1/deliveries')
export class ListDeliveriesController {
  constructor(@Inject(DeliveryReader) private readonly deliveries: DeliveryReader) {}

  @Get()
  @ApiOperation({ summary: 'List deliveries, newest first' })
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
        since: timeOf('since', query.since),
        until: timeOf('until', query.until),
      },
      pageOf(query),
    );
    return { items: page.items.map(deliveryDto), next_cursor: page.next_cursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a delivery and its attempts' })
  @ApiOkResponse({ type: DeliveryWithAttemptsDto })
  async read(@CurrentCaller() caller: Caller, @Id('delivery') id: string): Promise<DeliveryWithAttemptsDto> {
    const found = await this.deliveries.find(caller.workspaceId, id);
    if (!found) throw notFound('delivery');
    return { ...deliveryDto(found.delivery), attempts: found.attempts.map(attemptDto) };
  }
}
