import { CurrentCaller } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { IfMatch } from '@flowforge/service-kit/http/entity-tag';
import type { ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import { Id } from '@flowforge/service-kit/http/id';
import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DeleteRoute } from '../versioned-resource/versioned-resource.decorator.js';
import { DeleteIntentService } from './delete-intent.service.js';

@ApiTags('intents')
@Controller('v1/intents')
export class DeleteIntentController {
  constructor(@Inject(DeleteIntentService) private readonly service: DeleteIntentService) {}

  @DeleteRoute('Delete an intent', 'Assistants that use it no longer do. What was captured with it stays.')
  delete(
    @CurrentCaller() caller: Caller,
    @Id('intent') id: string,
    @IfMatch() expectedRevisions: ExpectedRevisions,
  ): Promise<void> {
    return this.service.delete(caller, id, expectedRevisions);
  }
}
