import type { Scope } from '@flowforge/contracts/words';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ApiKey } from './api-key.js';

/** One row of `api_keys`. */
@Entity({ name: 'api_keys' })
export class ApiKeyEntity implements ApiKey {
  @PrimaryColumn({ type: 'uuid', name: 'id' })
  id: string;

  @Column({ type: 'uuid', name: 'workspace_id' })
  workspaceId: string;

  @Column({ type: 'text', name: 'name' })
  name: string;

  @Column({ type: 'text', name: 'key_hash' })
  keyHash: string;

  @Column({ type: 'text', name: 'prefix' })
  prefix: string;

  @Column({ type: 'text', name: 'last_four' })
  lastFour: string;

  @Column({ type: 'text', name: 'scopes', array: true })
  scopes: Scope[];

  @Column({ type: 'text', name: 'created_by_kind', nullable: true })
  createdByKind: ApiKey['createdByKind'];

  @Column({ type: 'uuid', name: 'created_by_id', nullable: true })
  createdById: string | null;

  @Column({ type: 'text', name: 'created_by_name', nullable: true })
  createdByName: string | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
