import { QueryFlagField } from '@flowforge/service-kit/http/fields';

/** The parameters of a removal. */
export class RemoveUserQueryDto {
  @QueryFlagField({
    description:
      'Whether to revoke the api keys that the member has created, and those created with them. Default `false`: api keys belong to the workspace and stay. `GET /v1/api-keys?created_by=` lists them.',
    example: true,
    optional: true,
  })
  revoke_api_keys?: boolean;
}
