import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Id } from '@flowforge/service-kit/http/id';
import { Controller, Delete, HttpCode, Inject, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { lastOwner } from '../user/last-owner.js';
import { RemoveUserQueryDto } from './remove-user.dto.js';
import { RemoveUserService } from './remove-user.service.js';

@ApiTags('members')
@Controller('v1/users')
export class RemoveUserController {
  constructor(@Inject(RemoveUserService) private readonly service: RemoveUserService) {}

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('workspace:write')
  @ApiOperation({
    summary: 'Remove a member from the workspace',
    description:
      'Ends the sessions of the member in this workspace. The account is deleted when it belongs to no other workspace. Api keys that the member has created stay, unless `revoke_api_keys` is `true`. You need every scope of the role of the member: 403 `scope_missing`. A workspace keeps at least one owner: 409 `last_owner`.',
  })
  @ApiNoContentResponse({ description: 'The member is removed.' })
  @ApiProblems(lastOwner())
  remove(
    @CurrentCaller() caller: Caller,
    @Id('user') id: string,
    @Query() query: RemoveUserQueryDto,
  ): Promise<void> {
    return this.service.remove(caller, id, query.revoke_api_keys ?? false);
  }
}
