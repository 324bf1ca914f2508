import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { webhookInactive } from '../routing/webhook-inactive.js';
import { SendTestEventDto, TestEventDto, testEventDto } from './send-test-event.dto.js';
import { SendTestEventService, testEventNotSent, tooManyTestEvents } from './send-test-event.service.js';
import { TEST_EVENTS_PER_MINUTE } from './test-event-limit.js';

@ApiTags('test events')
@RequireScope('deliveries:write')
@Controller('v1/test-events')
export class SendTestEventController {
  constructor(@Inject(SendTestEventService) private readonly service: SendTestEventService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Send a test event',
    description: `Sends an example of an event to the webhook's endpoint and answers with the whole exchange. The request is signed like any other, and has the header \`flowforge-test: true\`. It is not a delivery: it is not stored and not retried, and a failure changes nothing at the webhook. \`Idempotency-Key\` is not read: a repeated request sends another test event. A workspace may send ${TEST_EVENTS_PER_MINUTE} test events in a minute.`,
  })
  @ApiOkResponse({ type: TestEventDto })
  @ApiProblems(notFound('webhook'), webhookInactive(), tooManyTestEvents(20), testEventNotSent())
  async send(@CurrentCaller() caller: Caller, @Body() body: SendTestEventDto): Promise<TestEventDto> {
    return testEventDto(await this.service.send(caller, body.webhook_id, body.event));
  }
}
