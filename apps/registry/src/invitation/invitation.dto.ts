import type { Role } from '@flowforge/contracts/words';
import { ChoiceField, IdField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { EMAIL_FIELD, ROLE_FIELD } from '../user/user-fields.dto.js';
import type { Invitation } from './invitation.store.js';

/** An invitation to a workspace that was not accepted yet. */
export class InvitationDto {
  @IdField({ description: 'Id of the invitation, a UUID.', example: '0199d1a4-52b8-7a6e-9c1d-3f80e2b95a47' })
  id: string;

  @TextField({ ...EMAIL_FIELD, description: 'E-mail address of the invited person, in lower case.' })
  email: string;

  @ChoiceField(ROLE_FIELD)
  role: Role;

  @TimeField({
    description: 'When the invitation was made, in RFC 3339 (UTC).',
    example: '2026-05-20T09:30:00.250Z',
  })
  created_at: string;

  @TimeField({
    description: 'Until when it can be accepted, in RFC 3339 (UTC): 7 days after it was made.',
    example: '2026-05-27T09:30:00.250Z',
  })
  expires_at: string;
}

/** A new invitation. Only this response contains the token. */
export class CreatedInvitationDto extends InvitationDto {
  @TextField({
    description:
      'The token of the link, to send to the invited person: `/invitation#<token>`. It is not returned again, and can be used once.',
    example: 'ffn_Jd8s2kQ0uYV1r3mB7nTz5hXcLpWgAoEiSfDqRtUx9Qa',
    max: 47,
  })
  token: string;
}

/** A page of invitations. */
export class InvitationListDto extends ListDto(InvitationDto) {}

/** Converts an invitation to its API representation. */
export function invitationDto({ id, email, role, created_at, expires_at }: Invitation): InvitationDto {
  return { id, email, role, created_at: created_at.toISOString(), expires_at: expires_at.toISOString() };
}
