import type { Role } from '@flowforge/contracts/words';
import { ChoiceField } from '@flowforge/service-kit/http/fields';
import { ROLE_FIELD } from '../user/user-fields.dto.js';

/** Body of a request that changes a member. */
export class ChangeRoleDto {
  @ChoiceField({ ...ROLE_FIELD, description: `${ROLE_FIELD.description} Absent: unchanged.`, optional: true })
  role?: Role;
}
