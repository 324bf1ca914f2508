import { Column, Entity } from 'typeorm';
import { VersionedResourceEntity } from '../versioned-resource/versioned-resource.entity.js';

/** Something that a visitor may want, described by example utterances. */
@Entity('intents')
export class IntentEntity extends VersionedResourceEntity {
  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ type: 'text', array: true })
  utterances: string[];

  /** A hash of `utterances`, which the store sets. Messages read it instead of the examples, which may be large. */
  @Column({ name: 'examples_hash', type: 'text', default: '' })
  examplesHash: string;

  /** The assistant's answer; null for the built-in text. */
  @Column({ type: 'text', nullable: true })
  reply: string | null;

  /** The confidence from which on it is recognised, 0 to 1; null for the default. */
  @Column({ type: 'double precision', nullable: true })
  threshold: number | null;

  /** The form that the reply offers; null for none. */
  @Column({ name: 'form_id', type: 'uuid', nullable: true })
  formId: string | null;
}
