import { ChoiceField } from '@flowforge/service-kit/http/fields';

const YES_OR_NO = ['true', 'false'];

/** The parameters of a removal. */
export class RemoveUserQueryDto {
  @ChoiceField({
    description:
      'Whether to revoke the api keys that the member has created, and those created with them. Default `false`: api keys belong to the workspace and stay. `GET /v1/api-keys?created_by=` lists them.',
    example: 'true',
    choices: YES_OR_NO,
    optional: true,
  })
  revoke_api_keys?: string;
}
