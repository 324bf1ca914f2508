import { parseTime } from '@flowforge/contracts/time';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { invalid } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { StatisticsDto, StatisticsQueryDto } from './statistics.dto.js';
import { bucketDto } from './statistics-bucket.dto.js';
import { StatisticsReader } from './statistics-reader.store.js';
import { timeSpanOf } from './time-span.js';
import { WaitingDeliveriesDto, waitingDeliveriesDto } from './waiting-deliveries.dto.js';
import { WaitingDeliveries } from './waiting-deliveries.store.js';
import { webhookStatisticsDto } from './webhook-statistics.dto.js';

@ApiTags('statistics')
@RequireScope('deliveries:read')
@Controller('v1/statistics')
export class StatisticsController {
  constructor(
    @Inject(StatisticsReader) private readonly statistics: StatisticsReader,
    @Inject(WaitingDeliveries) private readonly waiting: WaitingDeliveries,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Read how many events were delivered, and how fast',
    description:
      'Numbers by hour or day, for charts, and on request by webhook. They are up to 10 seconds old, and are kept for 400 days. They are counted in memory: when a process is killed, up to 10 seconds of its counts are missing. For exact numbers, list the deliveries.',
  })
  @ApiOkResponse({ type: StatisticsDto })
  async read(@CurrentCaller() caller: Caller, @Query() query: StatisticsQueryDto): Promise<StatisticsDto> {
    const bucket = query.bucket === 'day' ? 'day' : 'hour';
    const from = query.from === undefined ? undefined : parseTime(query.from)?.getTime();
    const to = (query.to === undefined ? undefined : parseTime(query.to)?.getTime()) ?? Date.now();
    const span = timeSpanOf(bucket, from, to);
    if ('field' in span) throw invalid([span], 'parameter');
    const counted = {
      from: new Date(span.starts[0] ?? span.end),
      to: new Date(span.end),
      bucket,
      webhookIds: query.webhook_id,
    } as const;
    const total = await this.statistics.read(caller.workspaceId, counted);
    const byWebhook =
      query.group_by === undefined ? null : await this.statistics.readByWebhook(caller.workspaceId, counted);
    return {
      bucket,
      items: span.starts.map((start) => bucketDto(start, total.get(start))),
      webhooks: byWebhook && [...byWebhook].map(([id, buckets]) => webhookStatisticsDto(id, buckets)),
    };
  }

  @Get('waiting')
  @ApiOperation({
    summary: 'Read how many deliveries wait, and how old the oldest one is',
    description: 'Of the whole workspace, and by webhook. It is the state of now, not a count of the past.',
  })
  @ApiOkResponse({ type: WaitingDeliveriesDto })
  async readWaiting(@CurrentCaller() caller: Caller): Promise<WaitingDeliveriesDto> {
    return waitingDeliveriesDto(await this.waiting.read(caller.workspaceId));
  }
}
