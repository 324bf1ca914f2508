import { BeforeUpdate, Column, CreateDateColumn, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** A resource that people edit. Each change raises its revision, which is its `ETag`. */
export abstract class VersionedResourceEntity {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  /** Declared as part of the key so that every statement that TypeORM writes has the workspace in its WHERE. */
  @PrimaryColumn({ name: 'workspace_id', type: 'uuid' })
  workspaceId: string;

  @Column({ type: 'integer' })
  revision: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  /** TypeORM calls this only when a column has changed, so a change without effect keeps the ETag. */
  @BeforeUpdate()
  raiseRevision(): void {
    this.revision += 1;
  }
}

/** What a resource consists of beside the columns that all of them have. */
export type Settings<Row extends VersionedResourceEntity> = Omit<Row, keyof VersionedResourceEntity>;

/** New values for some settings; one that is undefined or absent stays as it is. */
export type SettingsChange<Row extends VersionedResourceEntity> = {
  [Key in keyof Settings<Row>]?: Settings<Row>[Key] | undefined;
};
