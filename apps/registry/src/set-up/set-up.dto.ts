import { FlagField, TextField } from '@flowforge/service-kit/http/fields';
import { EmailField, NewPasswordField, USER_NAME_FIELD } from '../user/user-fields.dto.js';
import { WORKSPACE_NAME_FIELD } from '../workspace/workspace.dto.js';

const NOT_BLANK = { pattern: /\S/, patternHint: 'must not be blank' };

/** Body of the first sign-up of an installation. */
export class SetUpDto {
  @TextField({
    description: 'The setup token that the operator of the installation has set or created.',
    example: 'ffu_Jd8s2kQ0uYV1r3mB7nTz5hXcLpWgAoEiSfDqRtUx9Qa',
    max: 200,
  })
  setup_token: string;

  @EmailField('E-mail address of the first user.')
  email: string;

  @TextField({ ...USER_NAME_FIELD, ...NOT_BLANK })
  name: string;

  @NewPasswordField('Password of the first user.')
  password: string;

  @TextField({ ...WORKSPACE_NAME_FIELD, ...NOT_BLANK })
  workspace_name: string;
}

/** Whether the first sign-up is still to be done. */
export class SetupStateDto {
  @FlagField({ description: 'Whether the installation has no user yet.', example: false })
  needed: boolean;
}
