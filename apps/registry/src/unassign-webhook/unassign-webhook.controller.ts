import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { Controller, Delete, HttpCode, Inject } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { UnassignWebhookService } from './unassign-webhook.service.js';

@ApiTags('assignments')
@Controller('v1/assignments')
export class UnassignWebhookController {
  constructor(@Inject(UnassignWebhookService) private readonly service: UnassignWebhookService) {}

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('webhooks:write')
  @ApiOperation({
    summary: 'End an assignment',
    description:
      'Events that happen after the response are not sent to the webhook. Events that happened before are still sent.',
  })
  @ApiNoContentResponse({ description: 'The assignment has ended.' })
  unassign(@CurrentCaller() caller: Caller, @Id('assignment') id: string): Promise<void> {
    return this.service.unassign(caller, id);
  }
}
