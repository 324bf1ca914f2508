import { CurrentCaller, RequireUser } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Body, Controller, Inject, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OwnAccountDto } from '../user/user.dto.js';
import { UpdateProfileDto } from './update-profile.dto.js';
import { UpdateProfileService } from './update-profile.service.js';

@ApiTags('members')
@Controller('v1/users/me')
export class UpdateProfileController {
  constructor(@Inject(UpdateProfileService) private readonly service: UpdateProfileService) {}

  @Patch()
  @RequireUser()
  @ApiOperation({ summary: 'Change your name', description: 'Other members see the name.' })
  @ApiOkResponse({ description: 'The account.', type: OwnAccountDto })
  update(@CurrentCaller() caller: Caller, @Body() body: UpdateProfileDto): Promise<OwnAccountDto> {
    return this.service.update(caller, body.name?.trim());
  }
}
