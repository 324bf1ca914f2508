import { type WorkspaceTransaction, WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { invalid } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { EditableService } from '../editable/editable.service.js';
import { IntentStore } from '../intent/intent.store.js';
import { formFaults } from './form-faults.js';
import { type ChangeFormDto, type CreateFormDto, type FormDto, formDto, formFieldOf } from './form.dto.js';
import type { Form } from './form.entity.js';
import { FormStore } from './form.store.js';

@Injectable()
export class FormService extends EditableService<Form, CreateFormDto, ChangeFormDto, FormDto> {
  constructor(
    @Inject(WorkspaceDatabase) database: WorkspaceDatabase,
    @Inject(FormStore) private readonly forms: FormStore,
    @Inject(IntentStore) private readonly intents: IntentStore,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
  ) {
    super(database, forms, 'form');
  }

  protected override fresh(tx: WorkspaceTransaction, creation: CreateFormDto): Form {
    return this.forms.create(tx, { name: creation.name, fields: creation.fields.map(formFieldOf) });
  }

  protected override apply(row: Form, change: ChangeFormDto): void {
    if (change.name !== undefined) row.name = change.name;
    if (change.fields !== undefined) row.fields = change.fields.map(formFieldOf);
  }

  protected override async check(_tx: WorkspaceTransaction, row: Form): Promise<void> {
    const errors = formFaults(row.fields);
    if (errors.length > 0) throw invalid(errors);
  }

  protected override async release(tx: WorkspaceTransaction, row: Form): Promise<void> {
    await this.intents.forgetForm(tx, row.id);
    await this.assistants.forgetForm(tx, row.id);
  }

  protected override view(row: Form): FormDto {
    return formDto(row);
  }
}
