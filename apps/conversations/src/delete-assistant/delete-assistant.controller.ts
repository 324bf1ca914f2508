import { CurrentCaller } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { IfMatch } from '@flowforge/service-kit/http/entity-tag';
import type { ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import { Id } from '@flowforge/service-kit/http/id';
import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DeleteRoute } from '../versioned-resource/versioned-resource.decorator.js';
import { DeleteAssistantService } from './delete-assistant.service.js';

@ApiTags('assistants')
@Controller('v1/assistants')
export class DeleteAssistantController {
  constructor(@Inject(DeleteAssistantService) private readonly service: DeleteAssistantService) {}

  @DeleteRoute(
    'Delete an assistant',
    'Its widgets are deleted with it. Conversations stay, and open ones can still be closed.',
  )
  delete(
    @CurrentCaller() caller: Caller,
    @Id('assistant') id: string,
    @IfMatch() expectedRevisions: ExpectedRevisions,
  ): Promise<void> {
    return this.service.delete(caller, id, expectedRevisions);
  }
}
