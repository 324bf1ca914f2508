import { Column, Entity } from 'typeorm';
import { VersionedResource } from '../versioned-resource/versioned-resource.entity.js';
import type { FormField } from './form-field.js';

/** A form that visitors fill in. */
@Entity('forms')
export class Form extends VersionedResource {
  @Column({ type: 'text' })
  name: string;

  /** In display order; webhooks carry the values in this order too. */
  @Column({ type: 'json' })
  fields: FormField[];
}
