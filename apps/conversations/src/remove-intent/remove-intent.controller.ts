import { CurrentCaller } from '@flowforge/service-kit/auth/api-key.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { IfMatch } from '@flowforge/service-kit/http/entity-tag';
import type { ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import { Id } from '@flowforge/service-kit/http/id';
import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RemoveRoute } from '../versioned-resource/versioned-resource.decorator.js';
import { RemoveIntentService } from './remove-intent.service.js';

@ApiTags('intents')
@Controller('v1/intents')
export class RemoveIntentController {
  constructor(@Inject(RemoveIntentService) private readonly service: RemoveIntentService) {}

  @RemoveRoute('Delete an intent', 'Assistants that use it no longer do. What was captured with it stays.')
  remove(
    @CurrentCaller() caller: Caller,
    @Id('intent') id: string,
    @IfMatch() expectedRevisions: ExpectedRevisions,
  ): Promise<void> {
    return this.service.remove(caller.workspaceId, id, expectedRevisions);
  }
}
