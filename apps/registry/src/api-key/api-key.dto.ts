import { ALL_SCOPES, type Scope } from '@flowforge/contracts/words';
import { ChoiceListField, IdField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import type { ApiKey } from './api-key.js';

export const KEY_NAME_FIELD = {
  description: 'A name of your choice, 1 to 200 characters. It need not be unique.',
  example: 'Shop backend',
  max: 200,
};
export const SCOPES_FIELD = {
  description: 'What the key may do.',
  example: ['webhooks:read', 'webhooks:write'],
  choices: ALL_SCOPES,
  minItems: 1,
  maxItems: ALL_SCOPES.length,
};

/** An api key as it is shown: never the key. */
export class ApiKeyDto {
  @IdField({ description: 'Id.', example: '0196f0a1-2a31-7c0d-b7f4-6a1e0c9b2d55' })
  id: string;

  @TextField(KEY_NAME_FIELD)
  name: string;

  @TextField({ description: 'How the key begins.', example: 'ff_Jd8s2', max: 8 })
  prefix: string;

  @TextField({ description: 'How the key ends.', example: 'x9Qa', max: 4 })
  last_four: string;

  @ChoiceListField(SCOPES_FIELD)
  scopes: Scope[];

  @TimeField({ description: 'When it was created.', example: '2026-05-20T09:30:00.250Z' })
  created_at: string;
}

/** A page of api keys. */
export class ApiKeyListDto extends ListDto(ApiKeyDto) {}

/** An api key in the form of the API. */
export function showApiKey(key: ApiKey): ApiKeyDto {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    last_four: key.lastFour,
    scopes: key.scopes,
    created_at: key.createdAt.toISOString(),
  };
}
