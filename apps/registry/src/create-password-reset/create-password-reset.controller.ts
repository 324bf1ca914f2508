import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Id } from '@flowforge/service-kit/http/id';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { Controller, Inject, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CreatedPasswordResetDto } from './create-password-reset.dto.js';
import { CreatePasswordResetService, usedInOtherWorkspace } from './create-password-reset.service.js';

@ApiTags('members')
@Controller('v1/users')
export class CreatePasswordResetController {
  constructor(@Inject(CreatePasswordResetService) private readonly service: CreatePasswordResetService) {}

  @Post(':id/password-resets')
  @RequireScope('workspace:write')
  @ApiOperation({
    summary: 'Create a link that resets the password of a member',
    description:
      'Returns the token of a link. Flowforge sends no e-mail: send the link yourself. A further link replaces the earlier one. You need every scope of the role of the member: 403 `scope_missing`. An account that belongs to another workspace, too, is refused with 409, because the link would open that one as well: the operator of the installation can reset it.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ description: 'The token of the link.', type: CreatedPasswordResetDto })
  @ApiProblems(usedInOtherWorkspace())
  async create(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Id('user') id: string,
  ): Promise<CreatedPasswordResetDto> {
    return (await this.service.create(caller, request, id)).body;
  }
}
