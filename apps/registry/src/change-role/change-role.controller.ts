import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Id } from '@flowforge/service-kit/http/id';
import { Body, Controller, Inject, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { lastOwner } from '../user/last-owner.js';
import { UserDto } from '../user/user.dto.js';
import { ChangeRoleDto } from './change-role.dto.js';
import { ChangeRoleService } from './change-role.service.js';

@ApiTags('members')
@Controller('v1/users')
export class ChangeRoleController {
  constructor(@Inject(ChangeRoleService) private readonly service: ChangeRoleService) {}

  @Patch(':id')
  @RequireScope('workspace:write')
  @ApiOperation({
    summary: 'Change the role of a member',
    description:
      'Takes effect at once, at the latest after a minute. You need every scope of the present and of the new role: 403 `scope_missing`. A workspace keeps at least one owner: 409 `last_owner`.',
  })
  @ApiOkResponse({ description: 'The member.', type: UserDto })
  @ApiProblems(lastOwner())
  change(
    @CurrentCaller() caller: Caller,
    @Id('user') id: string,
    @Body() body: ChangeRoleDto,
  ): Promise<UserDto> {
    return this.service.change(caller, id, body.role);
  }
}
