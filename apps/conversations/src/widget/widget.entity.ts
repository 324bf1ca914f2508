import type { Channel } from '@flowforge/contracts/words';
import { Column, Entity } from 'typeorm';
import { VersionedResourceEntity } from '../versioned-resource/versioned-resource.entity.js';

/** One assistant on one channel. */
@Entity('widgets')
export class WidgetEntity extends VersionedResourceEntity {
  @Column({ name: 'assistant_id', type: 'uuid' })
  assistantId: string;

  @Column({ type: 'text' })
  channel: Channel;

  /** Origins of the pages that may use the chat API with this widget; null for any. */
  @Column({ name: 'allowed_origins', type: 'text', array: true, nullable: true })
  allowedOrigins: string[] | null;

  @Column({ name: 'phone_number', type: 'text', nullable: true })
  phoneNumber: string | null;
}
