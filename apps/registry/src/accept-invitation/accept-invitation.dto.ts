import { TextField } from '@flowforge/service-kit/http/fields';
import { NewPasswordField, USER_NAME_FIELD } from '../user/user-fields.dto.js';

/** Body of a request that accepts an invitation. */
export class AcceptInvitationDto {
  @TextField({
    description: 'The token of the link, which starts with `ffn_`.',
    example: 'ffn_Jd8s2kQ0uYV1r3mB7nTz5hXcLpWgAoEiSfDqRtUx9Qa',
    max: 100,
  })
  token: string;

  @TextField({
    ...USER_NAME_FIELD,
    description: `${USER_NAME_FIELD.description} Ignored when the e-mail address has an account already.`,
    pattern: /\S/,
    patternHint: 'must not be blank',
  })
  name: string;

  @NewPasswordField(
    'Password of the new account. When the e-mail address has an account already, the password of that account.',
  )
  password: string;
}
