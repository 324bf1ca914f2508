import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import type { FieldError } from '@flowforge/service-kit/http/problem';
import { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { Inject, Injectable } from '@nestjs/common';
import { VersionedResourceService } from '../versioned-resource/versioned-resource.service.js';
import { validateForm } from './validate-form.js';
import { type FormDto, formDto } from './form.dto.js';
import type { FormEntity } from './form.entity.js';
import { FormStore } from './form.store.js';

@Injectable()
export class FormService extends VersionedResourceService<FormEntity, 'name' | 'fields', FormDto> {
  constructor(
    @Inject(WorkspaceDatabase) database: WorkspaceDatabase,
    @Inject(FormStore) store: FormStore,
    @Inject(AuditOutbox) audit: AuditOutbox,
  ) {
    super(database, store, audit, {
      noun: 'form',
      defaults: {},
      view: formDto,
      nameOf: ({ name }) => name,
    });
  }

  protected override validate(row: FormEntity): FieldError[] {
    return validateForm(row.fields);
  }
}
