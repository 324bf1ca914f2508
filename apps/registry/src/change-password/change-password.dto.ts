import { NewPasswordField, PasswordField } from '../user/user-fields.dto.js';

/** Body of a request that changes the own password. */
export class ChangePasswordDto {
  @PasswordField('The present password.')
  current_password: string;

  @NewPasswordField('The new password.')
  new_password: string;
}
