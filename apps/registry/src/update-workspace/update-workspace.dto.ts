import { TextField } from '@flowforge/service-kit/http/fields';
import { WORKSPACE_NAME_FIELD } from '../workspace/workspace.dto.js';

/** What is left out stays as it is. */
export class UpdateWorkspaceDto {
  @TextField({ ...WORKSPACE_NAME_FIELD, pattern: /\S/, patternHint: 'must not be blank', optional: true })
  name?: string;
}
