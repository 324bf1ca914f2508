import { TextField } from '@flowforge/service-kit/http/fields';
import { WORKSPACE_NAME_FIELD } from '../workspace/workspace.dto.js';

/** Body of a request that changes a workspace. A missing field keeps its value. */
export class UpdateWorkspaceDto {
  @TextField({ ...WORKSPACE_NAME_FIELD, pattern: /\S/, patternHint: 'must not be blank', optional: true })
  name?: string;
}
