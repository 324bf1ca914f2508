import { TextField, TimeField } from '@flowforge/service-kit/http/fields';

/** A new link that resets a password. Only this response contains its token. */
export class CreatedPasswordResetDto {
  @TextField({
    description:
      'The token of the link, to send to the member: `/reset-password#<token>`. It is not returned again, and can be used once.',
    example: 'ffr_Jd8s2kQ0uYV1r3mB7nTz5hXcLpWgAoEiSfDqRtUx9Qa',
    max: 47,
  })
  token: string;

  @TimeField({
    description: 'Until when it can be used, in RFC 3339 (UTC): 24 hours after it was made.',
    example: '2026-05-21T09:30:00.250Z',
  })
  expires_at: string;
}
