import { Column, Entity } from 'typeorm';
import { VersionedResourceEntity } from '../versioned-resource/versioned-resource.entity.js';
import type { FormField } from './form-field.js';

/** A form that visitors fill in. */
@Entity('forms')
export class FormEntity extends VersionedResourceEntity {
  @Column({ type: 'text' })
  name: string;

  /** In display order; webhooks carry the values in this order too. */
  @Column({ type: 'json' })
  fields: FormField[];
}
