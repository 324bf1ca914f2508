import { TextField } from '@flowforge/service-kit/http/fields';
import { NewPasswordField } from '../user/user-fields.dto.js';

/** Body of a request that resets a password. */
export class ResetPasswordDto {
  @TextField({
    description: 'The token of the link, which starts with `ffr_`.',
    example: 'ffr_Jd8s2kQ0uYV1r3mB7nTz5hXcLpWgAoEiSfDqRtUx9Qa',
    max: 100,
  })
  token: string;

  @NewPasswordField('The new password.')
  password: string;
}
