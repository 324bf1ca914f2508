import type { Scope } from '@flowforge/contracts/words';
import { TextField } from '@flowforge/service-kit/http/fields';
import { ChoiceListField } from '@flowforge/service-kit/http/list-fields';
import { ApiKeyDto, KEY_NAME_FIELD, SCOPES_FIELD } from '../api-key/api-key.dto.js';

/** Body of a request that creates an api key. */
export class CreateApiKeyDto {
  @TextField({ ...KEY_NAME_FIELD, pattern: /\S/, patternHint: 'must not be blank' })
  name: string;

  @ChoiceListField({
    ...SCOPES_FIELD,
    description:
      'Permissions of the new key. Default: all scopes of the api key or the user that makes the request. A scope that you lack is refused.',
    optional: true,
  })
  scopes?: Scope[];
}

/** A new api key. Only this response contains the key itself. */
export class CreatedApiKeyDto extends ApiKeyDto {
  @TextField({
    description: 'The api key, to send as `Authorization: Bearer`. Store it now: it is not returned again.',
    example: 'ff_Jd8s2kQ0uYV1r3mB7nTz5hXcLpWgAoEiSfDqRtUx9Qa',
    max: 46,
  })
  key: string;
}
