import type { Role } from '@flowforge/contracts/words';
import { ChoiceField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { EMAIL_FIELD, ROLE_FIELD } from '../user/user-fields.dto.js';

/** Body of a request that asks what the link of an invitation is for. */
export class PreviewInvitationDto {
  @TextField({
    description: 'The token of the link, which starts with `ffn_`.',
    example: 'ffn_Jd8s2kQ0uYV1r3mB7nTz5hXcLpWgAoEiSfDqRtUx9Qa',
    max: 100,
  })
  token: string;
}

/** Body of a request that asks what a password link is for. */
export class PreviewPasswordResetDto {
  @TextField({
    description: 'The token of the link, which starts with `ffr_`.',
    example: 'ffr_Jd8s2kQ0uYV1r3mB7nTz5hXcLpWgAoEiSfDqRtUx9Qa',
    max: 100,
  })
  token: string;
}

/** What the link of an invitation is for. */
export class InvitationPreviewDto {
  @TextField({ description: 'Name of the workspace.', example: 'Harbour Hotel', max: 200 })
  workspace: string;

  @TextField({
    ...EMAIL_FIELD,
    description: 'E-mail address of the invited person, with which they sign in.',
  })
  email: string;

  @ChoiceField(ROLE_FIELD)
  role: Role;

  @TimeField({
    description: 'Until when it can be accepted, in RFC 3339 (UTC).',
    example: '2026-05-27T09:30:00.250Z',
  })
  expires_at: string;
}

/** What a password link is for. */
export class PasswordResetPreviewDto {
  @TextField({ ...EMAIL_FIELD, description: 'E-mail address of the account.' })
  email: string;
}
