import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { linkUsed } from '../one-time-token/link-used.js';
import { signInBusy } from '../password/password-hasher.service.js';
import { ResetPasswordDto } from './reset-password.dto.js';
import { ResetPasswordService } from './reset-password.service.js';

@ApiTags('sessions')
@Controller('v1/password-resets/accept')
export class ResetPasswordController {
  constructor(@Inject(ResetPasswordService) private readonly service: ResetPasswordService) {}

  @Post()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Set a new password with the token of a link',
    description:
      'Ends all sessions of the account. 404 when the link was used or replaced, or has expired. Sign in afterwards.',
  })
  @ApiNoContentResponse({ description: 'The password is changed.' })
  @ApiProblems(linkUsed('password reset'), signInBusy())
  reset(@Body() { token, password }: ResetPasswordDto, @Req() request: FastifyRequest): Promise<void> {
    return this.service.reset(token, password, request.ip);
  }
}
