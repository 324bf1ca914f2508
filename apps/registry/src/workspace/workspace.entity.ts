import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `workspaces`: a tenant. */
@Entity({ name: 'workspaces' })
export class WorkspaceEntity {
  @PrimaryColumn({ type: 'uuid', name: 'id' })
  id: string;

  /** The unique name that the operator gave the workspace. */
  @Column({ type: 'text', name: 'slug' })
  slug: string;

  /** Display name, set over the API. */
  @Column({ type: 'text', name: 'name' })
  name: string;

  /** 1 after the creation, one more after each change. */
  @Column({ type: 'integer', name: 'revision' })
  revision: number;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt: Date;
}
