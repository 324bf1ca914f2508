import type { Role } from '@flowforge/contracts/words';
import { ChoiceField } from '@flowforge/service-kit/http/fields';
import { EmailField, ROLE_FIELD } from '../user/user-fields.dto.js';

/** Body of a request that invites a person. */
export class InviteUserDto {
  @EmailField('E-mail address of the person.')
  email: string;

  @ChoiceField(ROLE_FIELD)
  role: Role;
}
