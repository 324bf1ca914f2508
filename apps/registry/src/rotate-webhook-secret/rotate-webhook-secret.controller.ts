import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { conflict } from '@flowforge/service-kit/http/problem';
import { Id } from '@flowforge/service-kit/http/id';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  DEFAULT_OVERLAP_SECONDS,
  RotatedWebhookSecretDto,
  RotateWebhookSecretDto,
} from './rotate-webhook-secret.dto.js';
import { RotateWebhookSecretService } from './rotate-webhook-secret.service.js';

@ApiTags('webhooks')
@Controller('v1/webhooks')
export class RotateWebhookSecretController {
  constructor(@Inject(RotateWebhookSecretService) private readonly service: RotateWebhookSecretService) {}

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @RequireScope('webhooks:write')
  @ApiOperation({
    summary: 'Rotate the signing secret of a webhook',
    description:
      'Creates a new signing secret. During the overlap every request is signed with the new secret and the older ones, so the receiver can change to the new secret without rejecting a request.',
  })
  @ApiIdempotencyKey()
  @ApiOkResponse({
    description: 'The new signing secret. Only this response contains it.',
    type: RotatedWebhookSecretDto,
  })
  @ApiProblems(
    conflict(
      'too_many_secrets',
      'At most 5 secrets can be valid at the same time; wait until one expires, or rotate with a shorter overlap.',
    ),
  )
  async rotate(
    @CurrentCaller() caller: Caller,
    @Id('webhook') id: string,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: RotateWebhookSecretDto,
  ): Promise<RotatedWebhookSecretDto> {
    const overlap = body.overlap_seconds ?? DEFAULT_OVERLAP_SECONDS;
    return (await this.service.rotate(caller, id, request, overlap)).body;
  }
}
