import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/api-key.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { conflict, notFound, unavailable } from '@flowforge/service-kit/http/problem';
import { invalid } from '@flowforge/service-kit/http/problem';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AssignmentDto } from '../assignment/assignment.dto.js';
import { readAssignment } from '../assignment/assignment.js';
import { AssignWebhookDto } from './assign-webhook.dto.js';
import { AssignWebhookService } from './assign-webhook.service.js';

@ApiTags('assignments')
@Controller('v1/assignments')
export class AssignWebhookController {
  constructor(@Inject(AssignWebhookService) private readonly service: AssignWebhookService) {}

  @Post()
  @RequireScope('webhooks:write')
  @ApiOperation({
    summary: 'Assign a webhook to an assistant or a form',
    description: 'Events that happen after the answer are sent to the webhook.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ description: 'The assignment.', type: AssignmentDto })
  @ApiOkResponse({ description: 'It was assigned so already; this is that assignment.', type: AssignmentDto })
  @ApiProblems(
    notFound('webhook'),
    notFound('assistant'),
    notFound('form'),
    conflict(
      'assignment_exists',
      'This webhook is assigned to this assistant with other events; delete that assignment first.',
    ),
    unavailable('conversations_unavailable', 'The conversations service does not answer; try again.'),
  )
  async assign(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: AssignWebhookDto,
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AssignmentDto> {
    const asked = readAssignment(body);
    if ('errors' in asked) throw invalid(asked.errors);
    const authorization = headers.authorization ?? '';
    const command = { ...asked, webhookId: body.webhook_id, authorization };
    const answer = await this.service.assign(caller, request, command);
    reply.status(answer.status);
    return answer.body;
  }
}
