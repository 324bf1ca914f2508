import { BeforeUpdate, Column, CreateDateColumn, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** What people edit, with a revision that each change raises. */
export abstract class Editable {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  /** Part of the key as far as TypeORM is concerned, so that each of its statements names the workspace. */
  @PrimaryColumn({ name: 'workspace_id', type: 'uuid' })
  workspaceId: string;

  @Column({ type: 'integer' })
  revision: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  /** Runs only where a column has changed, so that an empty change keeps its ETag. */
  @BeforeUpdate()
  raiseRevision(): void {
    this.revision += 1;
  }
}
