import { Column, Entity } from 'typeorm';
import { Editable } from '../editable/editable.entity.js';
import type { FormField } from './form-field.js';

/** What a visitor is asked to fill in. */
@Entity('forms')
export class Form extends Editable {
  @Column({ type: 'text' })
  name: string;

  /** In the order in which they are shown, and in which their values travel. */
  @Column({ type: 'json' })
  fields: FormField[];
}
