import type { Channel } from '@flowforge/contracts/words';
import { Column, Entity } from 'typeorm';
import { VersionedResourceEntity } from '../versioned-resource/versioned-resource.entity.js';
import type { WidgetPosition } from './widget.js';

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

  /** `#rrggbb` in lower case. */
  @Column({ type: 'text' })
  color: string;

  @Column({ type: 'text' })
  position: WidgetPosition;

  /** Text beside the icon of the button that opens the chat; null for the icon alone. */
  @Column({ name: 'launcher_text', type: 'text', nullable: true })
  launcherText: string | null;

  /** BCP 47, in canonical spelling; null for the language of the page. */
  @Column({ type: 'text', nullable: true })
  locale: string | null;
}
