import type { Channel } from '@flowforge/contracts/words';
import { Column, Entity } from 'typeorm';
import { Editable } from '../editable/editable.entity.js';

/** One assistant on one channel. */
@Entity('widgets')
export class Widget extends Editable {
  @Column({ name: 'assistant_id', type: 'uuid' })
  assistantId: string;

  @Column({ type: 'text' })
  channel: Channel;

  /** Pages that may start a conversation; null for any. */
  @Column({ name: 'allowed_origins', type: 'text', array: true, nullable: true })
  allowedOrigins: string[] | null;

  @Column({ name: 'phone_number', type: 'text', nullable: true })
  phoneNumber: string | null;
}
