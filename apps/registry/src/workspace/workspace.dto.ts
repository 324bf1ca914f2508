import { IdField, IntegerField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import type { WorkspaceEntity } from './workspace.entity.js';

/** Options of the field `name`, shared by the DTOs of the workspace. */
export const WORKSPACE_NAME_FIELD = {
  description: 'Display name of the workspace, 1 to 200 characters. It need not be unique.',
  example: 'Miller Furniture',
  max: 200,
};

/** The workspace of the api key that makes the request. */
export class WorkspaceDto {
  @IdField({ description: 'Id of the workspace, a UUID.', example: '018cd9c0-1f3a-7c55-9b0e-3a1d5be0a6f1' })
  id: string;

  @TextField(WORKSPACE_NAME_FIELD)
  name: string;

  @IntegerField({
    description:
      'Revision of the workspace: 1 after its creation, one more after each change. Used in `ETag` and `If-Match`.',
    example: 1,
    min: 1,
    max: 2_147_483_647,
  })
  revision: number;

  @TimeField({
    description: 'When the workspace was created, in RFC 3339 (UTC).',
    example: '2026-05-20T09:30:00.250Z',
  })
  created_at: string;

  @TimeField({
    description: 'When the workspace was last changed, in RFC 3339 (UTC).',
    example: '2026-05-20T09:30:00.250Z',
  })
  updated_at: string;
}

/** Converts a workspace to its API representation. */
export function workspaceDto(workspace: WorkspaceEntity): WorkspaceDto {
  return {
    id: workspace.id,
    name: workspace.name,
    revision: workspace.revision,
    created_at: workspace.createdAt.toISOString(),
    updated_at: workspace.updatedAt.toISOString(),
  };
}
