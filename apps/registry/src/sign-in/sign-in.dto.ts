import { IdField } from '@flowforge/service-kit/http/fields';
import { EmailField, PasswordField } from '../user/user-fields.dto.js';

/** Body of a request to sign in. */
export class SignInDto {
  @EmailField('E-mail address of the account.')
  email: string;

  @PasswordField('Password of the account.')
  password: string;

  @IdField({
    description:
      'Id of the workspace to sign in to, a UUID. Default: the workspace that the account has been a member of for the longest time.',
    optional: true,
  })
  workspace_id?: string;
}
