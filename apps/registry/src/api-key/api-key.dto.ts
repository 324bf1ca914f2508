import { ALL_SCOPES, type Scope } from '@flowforge/contracts/words';
import { ChoiceField, IdField, ObjectField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { ChoiceListField } from '@flowforge/service-kit/http/list-fields';
import { ListDto, ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import { ACTOR_KINDS } from '../audit-log/audit-log.js';
import type { ApiKey } from './api-key.js';

export const KEY_NAME_FIELD = {
  description:
    'Name of the key, 1 to 200 characters, for example the program that uses it. It need not be unique.',
  example: 'Shop backend',
  max: 200,
};
export const SCOPES_FIELD = {
  description:
    'Permissions of the key. Each scope is a resource and `read` or `write`; `write` does not include `read`.',
  example: ['webhooks:read', 'webhooks:write'],
  choices: ALL_SCOPES,
  minItems: 1,
  maxItems: ALL_SCOPES.length,
};

/** Who created an api key. */
export class ApiKeyCreatorDto {
  @ChoiceField({
    description: 'A user, another api key, or the `operator` of the installation.',
    example: 'user',
    choices: ACTOR_KINDS,
  })
  kind: string;

  @IdField({
    description: 'Id of the user or of the api key, a UUID. Null for `operator`.',
    example: '0199d1a2-7c11-7e0a-9f3b-5a2c8d417e60',
    nullable: true,
  })
  id: string | null;

  @TextField({
    description: 'E-mail address of the user or name of the api key, as it was then. Null for `operator`.',
    example: 'ada@example.com',
    nullable: true,
    max: 254,
  })
  name: string | null;
}

/** Which api keys to list. */
export class ListApiKeysQueryDto extends ListQueryDto {
  @IdField({
    description:
      'Only keys that the user or api key with this id has created, and keys created with those. Default: all keys.',
    example: '0199d1a2-7c11-7e0a-9f3b-5a2c8d417e60',
    optional: true,
  })
  created_by?: string;
}

/** The metadata of an api key. It does not contain the key. */
export class ApiKeyDto {
  @IdField({ description: 'Id of the api key, a UUID.', example: '0196f0a1-2a31-7c0d-b7f4-6a1e0c9b2d55' })
  id: string;

  @TextField(KEY_NAME_FIELD)
  name: string;

  @TextField({
    description: 'The first 8 characters of the key, to recognise it.',
    example: 'ff_Jd8s2',
    max: 8,
  })
  prefix: string;

  @TextField({ description: 'The last 4 characters of the key, to recognise it.', example: 'x9Qa', max: 4 })
  last_four: string;

  @ChoiceListField(SCOPES_FIELD)
  scopes: Scope[];

  @ObjectField({
    description:
      'Who created the key. A key belongs to the workspace: it stays when its creator leaves. Null for a key that was created before this was recorded.',
    of: () => ApiKeyCreatorDto,
    nullable: true,
  })
  created_by: ApiKeyCreatorDto | null;

  @TimeField({
    description: 'When the key was created, in RFC 3339 (UTC).',
    example: '2026-05-20T09:30:00.250Z',
  })
  created_at: string;
}

/** A page of api keys. */
export class ApiKeyListDto extends ListDto(ApiKeyDto) {}

/** Converts an api key to its API representation. */
export function apiKeyDto(key: ApiKey): ApiKeyDto {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    last_four: key.lastFour,
    scopes: key.scopes,
    created_by:
      key.createdByKind === null
        ? null
        : { kind: key.createdByKind, id: key.createdById, name: key.createdByName },
    created_at: key.createdAt.toISOString(),
  };
}
