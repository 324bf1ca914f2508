import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PreviewTestEventDto, TestEventPreviewDto } from './test-event-preview.dto.js';
import { TestEventPreviewService } from './test-event-preview.service.js';

@ApiTags('test events')
@RequireScope('deliveries:write')
@Controller('v1/test-events')
export class TestEventController {
  constructor(@Inject(TestEventPreviewService) private readonly service: TestEventPreviewService) {}

  @Get('preview')
  @ApiOperation({
    summary: 'Read what a test event would send',
    description:
      'Returns the endpoint of the webhook and the body that `POST /v1/test-events` would send now. Nothing is sent. `id` and `created_at` of the body are new each time, also in the test event.',
  })
  @ApiOkResponse({ type: TestEventPreviewDto })
  @ApiProblems(notFound('webhook'))
  preview(
    @CurrentCaller() caller: Caller,
    @Query() query: PreviewTestEventDto,
  ): Promise<TestEventPreviewDto> {
    return this.service.preview(caller.workspaceId, query.webhook_id, query.event);
  }
}
