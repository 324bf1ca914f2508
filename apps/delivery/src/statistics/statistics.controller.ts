import { parseTime } from '@flowforge/contracts/time';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { invalid } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { bucketDto, StatisticsDto, StatisticsQueryDto } from './statistics.dto.js';
import { StatisticsReader } from './statistics.store.js';
import { timeSpanOf } from './time-span.js';

@ApiTags('statistics')
@RequireScope('deliveries:read')
@Controller('v1/statistics')
export class StatisticsController {
  constructor(@Inject(StatisticsReader) private readonly statistics: StatisticsReader) {}

  @Get()
  @ApiOperation({
    summary: 'Read how many events were delivered, and how fast',
    description:
      'Numbers by hour or day, for charts. They are up to 10 seconds old, and are kept for 400 days. They are counted in memory: when a process is killed, up to 10 seconds of its counts are missing. For exact numbers, list the deliveries.',
  })
  @ApiOkResponse({ type: StatisticsDto })
  async read(@CurrentCaller() caller: Caller, @Query() query: StatisticsQueryDto): Promise<StatisticsDto> {
    const bucket = query.bucket === 'day' ? 'day' : 'hour';
    const from = query.from === undefined ? undefined : parseTime(query.from)?.getTime();
    const to = (query.to === undefined ? undefined : parseTime(query.to)?.getTime()) ?? Date.now();
    const span = timeSpanOf(bucket, from, to);
    if ('field' in span) throw invalid([span], 'parameter');
    const counted = await this.statistics.read(caller.workspaceId, {
      from: new Date(span.starts[0] ?? span.end),
      to: new Date(span.end),
      bucket,
      webhookId: query.webhook_id,
    });
    return { bucket, items: span.starts.map((start) => bucketDto(start, counted.get(start))) };
  }
}
