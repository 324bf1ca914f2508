import { type WorkspaceTransaction, WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { type FieldError, invalid } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { EditableService } from '../editable/editable.service.js';
import { unknownIds } from '../editable/unknown-ids.js';
import { FormStore } from '../form/form.store.js';
import { type ChangeIntentDto, type CreateIntentDto, type IntentDto, intentDto } from './intent.dto.js';
import type { Intent } from './intent.entity.js';
import { IntentStore } from './intent.store.js';

@Injectable()
export class IntentService extends EditableService<Intent, CreateIntentDto, ChangeIntentDto, IntentDto> {
  constructor(
    @Inject(WorkspaceDatabase) database: WorkspaceDatabase,
    @Inject(IntentStore) private readonly intents: IntentStore,
    @Inject(FormStore) private readonly forms: FormStore,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
  ) {
    super(database, intents, 'intent');
  }

  protected override fresh(tx: WorkspaceTransaction, creation: CreateIntentDto): Intent {
    return this.intents.create(tx, {
      name: creation.name,
      description: creation.description ?? null,
      utterances: creation.utterances,
      reply: creation.reply ?? null,
      formId: creation.form_id ?? null,
    });
  }

  protected override apply(row: Intent, change: ChangeIntentDto): void {
    if (change.name !== undefined) row.name = change.name;
    if (change.description !== undefined) row.description = change.description;
    if (change.utterances !== undefined) row.utterances = change.utterances;
    if (change.reply !== undefined) row.reply = change.reply;
    if (change.form_id !== undefined) row.formId = change.form_id;
  }

  protected override async check(tx: WorkspaceTransaction, row: Intent): Promise<void> {
    const formIds = row.formId === null ? [] : [row.formId];
    const errors: FieldError[] = unknownIds('form_id', 'form', await this.forms.missing(tx, formIds));
    for (const [index, utterance] of row.utterances.entries()) {
      if (utterance.trim() === '') {
        errors.push({ field: `utterances[${index}]`, message: 'must not be blank' });
      }
    }
    if (errors.length > 0) throw invalid(errors);
  }

  protected override async release(tx: WorkspaceTransaction, row: Intent): Promise<void> {
    await this.assistants.forgetIntent(tx, row.id);
  }

  protected override view(row: Intent): IntentDto {
    return intentDto(row);
  }
}
