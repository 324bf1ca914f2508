import type { Ordering, RateLimit } from '@flowforge/contracts/routing/webhook-settings';
import type { EventType, PayloadVersion } from '@flowforge/contracts/words';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SigningSecret } from './signing-secrets.js';
import type { Webhook } from './webhook.js';

/** One row of `webhooks`. */
@Entity({ name: 'webhooks' })
export class WebhookEntity implements Webhook {
  @PrimaryColumn({ type: 'uuid', name: 'id' })
  id: string;

  @Column({ type: 'uuid', name: 'workspace_id' })
  workspaceId: string;

  @Column({ type: 'text', name: 'name' })
  name: string;

  @Column({ type: 'text', name: 'endpoint' })
  endpoint: string;

  @Column({ type: 'boolean', name: 'enabled' })
  enabled: boolean;

  @Column({ type: 'text', name: 'event_types', array: true })
  eventTypes: EventType[];

  @Column({ type: 'text', name: 'payload_version' })
  payloadVersion: PayloadVersion;

  @Column({ type: 'integer', name: 'schedule', array: true })
  schedule: number[];

  @Column({ type: 'jsonb', name: 'rate_limit', nullable: true })
  rateLimit: RateLimit | null;

  @Column({ type: 'text', name: 'ordering' })
  ordering: Ordering;

  @Column({ type: 'text', name: 'header_names', array: true })
  headerNames: string[];

  @Column({ type: 'text', name: 'headers_sealed', nullable: true })
  encryptedHeaders: string | null;

  @Column({ type: 'jsonb', name: 'secrets' })
  secrets: SigningSecret[];

  @Column({ type: 'text', name: 'disabled_reason', nullable: true })
  disabledReason: 'gone' | null;

  @Column({ type: 'timestamptz', name: 'disabled_at', nullable: true })
  disabledAt: Date | null;

  @Column({ type: 'uuid', name: 'disabled_by_delivery_id', nullable: true })
  disabledByDeliveryId: string | null;

  @Column({ type: 'integer', name: 'revision' })
  revision: number;

  @Column({ type: 'integer', name: 'renames' })
  renames: number;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt: Date;

  @Column({ type: 'timestamptz', name: 'deleted_at', nullable: true })
  deletedAt: Date | null;
}
