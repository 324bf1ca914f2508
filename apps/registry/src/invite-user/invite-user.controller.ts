import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Id } from '@flowforge/service-kit/http/id';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { Body, Controller, Delete, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CreatedInvitationDto } from '../invitation/invitation.dto.js';
import { InviteUserDto } from './invite-user.dto.js';
import { alreadyMember, InviteUserService } from './invite-user.service.js';

@ApiTags('members')
@Controller('v1/invitations')
export class InviteUserController {
  constructor(@Inject(InviteUserService) private readonly service: InviteUserService) {}

  @Post()
  @RequireScope('workspace:write')
  @ApiOperation({
    summary: 'Invite a person to the workspace',
    description:
      'Returns the token of a link. Flowforge sends no e-mail: send the link yourself. A further invitation for the same address replaces the earlier one. The role cannot have a scope that you lack: 403 `scope_missing`.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ description: 'The invitation, and its token.', type: CreatedInvitationDto })
  @ApiProblems(alreadyMember())
  async invite(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: InviteUserDto,
  ): Promise<CreatedInvitationDto> {
    return (await this.service.invite(caller, request, body)).body;
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('workspace:write')
  @ApiOperation({ summary: 'Delete an invitation', description: 'Its link no longer works.' })
  @ApiNoContentResponse({ description: 'The invitation is deleted.' })
  delete(@CurrentCaller() caller: Caller, @Id('invitation') id: string): Promise<void> {
    return this.service.delete(caller, id);
  }
}
