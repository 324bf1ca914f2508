import { parseTime } from '@flowforge/contracts/time';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { invalid, notFound } from '@flowforge/service-kit/http/problem';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RecoveryDto } from '../recovery/recovery.dto.js';
import { webhookInactive } from '../routing/webhook-inactive.js';
import { StartRecoveryDto } from './start-recovery.dto.js';
import { recoveryRunning, StartRecoveryService } from './start-recovery.service.js';

@ApiTags('recoveries')
@RequireScope('deliveries:write')
@Controller('v1/recoveries')
export class StartRecoveryController {
  constructor(@Inject(StartRecoveryService) private readonly service: StartRecoveryService) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Recover deliveries of a webhook',
    description:
      'For use after an outage of the endpoint. Deliveries of events of the given time that failed or were skipped are sent again, with all retries of the schedule, and so are events without a delivery because the webhook was disabled. Deliveries that wait for their next retry are sent automatically; with `"statuses": ["pending"]` they are sent now. All keep their event id (`webhook-id`) and body. Events that the webhook was not assigned to when they happened are not covered. The recovery works in the background, oldest events first, at the speed of the endpoint, and keeps the order of conversations. While the circuit of the webhook is open, what it has found waits for the probe. A new event waits behind fewer than 500 recovered ones. It survives a restart. Read its progress with `GET /v1/recoveries/{id}`, cancel it with `DELETE`.',
  })
  @ApiIdempotencyKey()
  @ApiAcceptedResponse({ type: RecoveryDto, description: 'The recovery was stored and has begun.' })
  @ApiProblems(notFound('webhook'), webhookInactive(), recoveryRunning())
  async start(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: StartRecoveryDto,
  ): Promise<RecoveryDto> {
    const since = parseTime(body.since);
    if (since === undefined) throw invalid([{ field: 'since', message: 'must be a time in RFC 3339' }]);
    const answer = await this.service.start(caller, request, {
      webhookId: body.webhook_id,
      since,
      until: body.until === undefined ? undefined : parseTime(body.until),
      statuses: body.statuses,
    });
    return answer.body;
  }
}
