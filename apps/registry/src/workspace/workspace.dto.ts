import { IdField, IntegerField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import type { WorkspaceEntity } from './workspace.entity.js';

export const WORKSPACE_NAME_FIELD = { description: 'A label for people.', example: 'Algoscale', max: 200 };

/** The workspace of the api key that asks. */
export class WorkspaceDto {
  @IdField({ description: 'Id.', example: '018cd9c0-1f3a-7c55-9b0e-3a1d5be0a6f1' })
  id: string;

  @TextField(WORKSPACE_NAME_FIELD)
  name: string;

  @IntegerField({ description: 'Counts its changes from 1.', example: 1, min: 1, max: 2_147_483_647 })
  revision: number;

  @TimeField({ description: 'When it was created.', example: '2026-05-20T09:30:00.250Z' })
  created_at: string;

  @TimeField({ description: 'When it was last changed.', example: '2026-05-20T09:30:00.250Z' })
  updated_at: string;
}

export function showWorkspace(workspace: WorkspaceEntity): WorkspaceDto {
  return {
    id: workspace.id,
    name: workspace.name,
    revision: workspace.revision,
    created_at: workspace.createdAt.toISOString(),
    updated_at: workspace.updatedAt.toISOString(),
  };
}
