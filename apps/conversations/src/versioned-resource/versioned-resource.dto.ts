import { IdField, IntegerField, TimeField } from '@flowforge/service-kit/http/fields';
import type { VersionedResourceEntity } from './versioned-resource.entity.js';

/** The fields that every answer about a versioned resource has. */
export class VersionedResourceDto {
  @IdField({
    description: 'The id of this resource, a UUID. It never changes.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  id: string;

  @IntegerField({
    description: '1 at creation; each change adds 1. The `ETag` header is this number in quotes.',
    example: 1,
    min: 1,
    max: 2 ** 31 - 1,
  })
  revision: number;

  @TimeField({
    description: 'When it was created: RFC 3339, UTC, milliseconds.',
    example: '2026-11-22T14:54:32.123Z',
  })
  created_at: string;

  @TimeField({
    description: 'When it was last changed; equal to `created_at` before the first change.',
    example: '2026-11-22T14:54:32.123Z',
  })
  updated_at: string;
}

/** Those fields of a row. */
export function versionedResourceDto(row: VersionedResourceEntity): VersionedResourceDto {
  return {
    id: row.id,
    revision: row.revision,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
