import { IdField, IntegerField, TimeField } from '@flowforge/service-kit/http/fields';
import type { Editable } from './editable.entity.js';

/** What every answer about an editable thing carries. */
export class EditableDto {
  @IdField({ description: 'The id.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  id: string;

  @IntegerField({
    description: 'Raised by every change; the `ETag` holds it.',
    example: 1,
    min: 1,
    max: 2 ** 31 - 1,
  })
  revision: number;

  @TimeField({ description: 'When it was created.', example: '2026-11-22T14:54:32.123Z' })
  created_at: string;

  @TimeField({ description: 'When it was last changed.', example: '2026-11-22T14:54:32.123Z' })
  updated_at: string;
}

/** The shared part of such an answer. */
export function editableDto(row: Editable): EditableDto {
  return {
    id: row.id,
    revision: row.revision,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
