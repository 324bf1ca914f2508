import { Column, Entity } from 'typeorm';
import { VersionedResourceEntity } from '../versioned-resource/versioned-resource.entity.js';

/** An assistant: its texts, and the forms and intents that it uses. */
@Entity('assistants')
export class AssistantEntity extends VersionedResourceEntity {
  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  greeting: string | null;

  @Column({ name: 'fallback_reply', type: 'text', nullable: true })
  fallbackReply: string | null;

  @Column({ name: 'form_ids', type: 'uuid', array: true })
  formIds: string[];

  @Column({ name: 'intent_ids', type: 'uuid', array: true })
  intentIds: string[];

  @Column({ name: 'idle_close_minutes', type: 'integer' })
  idleCloseMinutes: number;

  /** Country of phone numbers without a country code, ISO 3166-1 alpha-2. */
  @Column({ name: 'default_region', type: 'text', nullable: true })
  defaultRegion: string | null;
}
