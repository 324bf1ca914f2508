import type { Scope } from '@flowforge/contracts/words';
import { ChoiceListField, TextField } from '@flowforge/service-kit/http/fields';
import { ApiKeyDto, KEY_NAME_FIELD, SCOPES_FIELD } from '../api-key/api-key.dto.js';

export class CreateApiKeyDto {
  @TextField({ ...KEY_NAME_FIELD, pattern: /\S/, patternHint: 'must not be blank' })
  name: string;

  @ChoiceListField({
    ...SCOPES_FIELD,
    description: 'What the key may do, of what the caller may; all of that when it is left out.',
    optional: true,
  })
  scopes?: Scope[];
}

/** A new api key, and the key itself this once. */
export class CreatedApiKeyDto extends ApiKeyDto {
  @TextField({
    description: 'The key. Keep it: it is not shown again.',
    example: 'ff_Jd8s2kQ0uYV1r3mB7nTz5hXcLpWgAoEiSfDqRtUx9Qa',
    max: 46,
  })
  key: string;
}
