import { Column, Entity } from 'typeorm';
import { Editable } from '../editable/editable.entity.js';

/** Something a visitor may want, shown by examples of how one says it. */
@Entity('intents')
export class Intent extends Editable {
  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ type: 'text', array: true })
  utterances: string[];

  /** What the assistant answers; null for the built-in text. */
  @Column({ type: 'text', nullable: true })
  reply: string | null;

  /** The form that the reply offers. */
  @Column({ name: 'form_id', type: 'uuid', nullable: true })
  formId: string | null;
}
