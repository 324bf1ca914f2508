import { CurrentCaller } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { IfMatch } from '@flowforge/service-kit/http/entity-tag';
import type { ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import { Id } from '@flowforge/service-kit/http/id';
import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DeleteRoute } from '../versioned-resource/versioned-resource.decorator.js';
import { DeleteFormService } from './delete-form.service.js';

@ApiTags('forms')
@Controller('v1/forms')
export class DeleteFormController {
  constructor(@Inject(DeleteFormService) private readonly service: DeleteFormService) {}

  @DeleteRoute(
    'Delete a form',
    'Assistants and intents that use it no longer do. What was captured with it stays.',
  )
  delete(
    @CurrentCaller() caller: Caller,
    @Id('form') id: string,
    @IfMatch() expectedRevisions: ExpectedRevisions,
  ): Promise<void> {
    return this.service.delete(caller, id, expectedRevisions);
  }
}
