import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { linkUsed } from '../one-time-token/link-used.js';
import {
  InvitationPreviewDto,
  PasswordResetPreviewDto,
  PreviewInvitationDto,
  PreviewPasswordResetDto,
} from './preview-link.dto.js';
import { PreviewLinkService } from './preview-link.service.js';

@ApiTags('members')
@Controller('v1')
export class PreviewLinkController {
  constructor(@Inject(PreviewLinkService) private readonly service: PreviewLinkService) {}

  @Post('invitations/preview')
  @HttpCode(200)
  @ApiOperation({
    summary: 'See what an invitation is for',
    description:
      'For the page that its link opens. The link still works afterwards. 404 when the invitation was used, replaced or deleted, or has expired.',
  })
  @ApiOkResponse({ description: 'The invitation.', type: InvitationPreviewDto })
  @ApiProblems(linkUsed('invitation'))
  invitation(@Body() { token }: PreviewInvitationDto): Promise<InvitationPreviewDto> {
    return this.service.invitation(token);
  }

  @Post('password-resets/preview')
  @HttpCode(200)
  @ApiOperation({
    summary: 'See what a password link is for',
    description:
      'For the page that the link opens. The link still works afterwards. 404 when it was used or replaced, or has expired.',
  })
  @ApiOkResponse({ description: 'The account.', type: PasswordResetPreviewDto })
  @ApiProblems(linkUsed('password reset'))
  passwordReset(@Body() { token }: PreviewPasswordResetDto): Promise<PasswordResetPreviewDto> {
    return this.service.passwordReset(token);
  }
}
