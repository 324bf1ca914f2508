import { TextField } from '@flowforge/service-kit/http/fields';
import { USER_NAME_FIELD } from '../user/user-fields.dto.js';

/** Body of a request that changes the own account. */
export class UpdateProfileDto {
  @TextField({
    ...USER_NAME_FIELD,
    description: `${USER_NAME_FIELD.description} Absent: unchanged.`,
    optional: true,
    pattern: /\S/,
    patternHint: 'must not be blank',
  })
  name?: string;
}
