import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiIfMatch, IfMatch } from '@flowforge/service-kit/http/entity-tag';
import type { ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import { Id } from '@flowforge/service-kit/http/id';
import { Controller, Delete, HttpCode, Inject } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DeleteWebhookService } from './delete-webhook.service.js';

@ApiTags('webhooks')
@Controller('v1/webhooks')
export class DeleteWebhookController {
  constructor(@Inject(DeleteWebhookService) private readonly service: DeleteWebhookService) {}

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('webhooks:write')
  @ApiOperation({
    summary: 'Delete a webhook',
    description:
      'Its assignments end at the same time. Deliveries that are not finished become `skipped`. A deleted webhook cannot be restored.',
  })
  @ApiIfMatch()
  @ApiNoContentResponse({ description: 'The webhook is deleted.' })
  delete(
    @CurrentCaller() caller: Caller,
    @Id('webhook') id: string,
    @IfMatch() expectedRevisions: ExpectedRevisions,
  ): Promise<void> {
    return this.service.delete(caller, id, expectedRevisions);
  }
}
