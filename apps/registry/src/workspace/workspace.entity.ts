import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `workspaces`: a tenant. */
@Entity({ name: 'workspaces' })
export class WorkspaceEntity {
  @PrimaryColumn({ type: 'uuid', name: 'id' })
  id: string;

  /** The operator's own, unique name. */
  @Column({ type: 'text', name: 'slug' })
  slug: string;

  /** A label for the people of the workspace. */
  @Column({ type: 'text', name: 'name' })
  name: string;

  /** Counts the changes from 1. */
  @Column({ type: 'integer', name: 'revision' })
  revision: number;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt: Date;
}
