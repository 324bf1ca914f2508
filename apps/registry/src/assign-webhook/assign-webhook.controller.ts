import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
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
    description:
      'Events that happen after the response are sent to the webhook. The same assignment again returns the existing one with status 200.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ description: 'The new assignment.', type: AssignmentDto })
  @ApiOkResponse({ description: 'The same assignment already exists; it is returned.', type: AssignmentDto })
  @ApiProblems(
    notFound('webhook'),
    notFound('assistant'),
    notFound('form'),
    conflict(
      'assignment_exists',
      'This webhook is already assigned to this assistant with other event types; delete that assignment first.',
    ),
    unavailable('conversations_unavailable', 'The conversations service does not respond; try again.'),
  )
  async assign(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: AssignWebhookDto,
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AssignmentDto> {
    const requested = readAssignment(body);
    if ('errors' in requested) throw invalid(requested.errors);
    const authorization = headers.authorization ?? '';
    const command = { ...requested, webhookId: body.webhook_id, authorization };
    const answer = await this.service.assign(caller, request, command);
    reply.status(answer.status);
    return answer.body;
  }
}
