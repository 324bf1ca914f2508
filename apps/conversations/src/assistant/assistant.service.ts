import { type WorkspaceTransaction, WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { invalid } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { EditableService } from '../editable/editable.service.js';
import { unknownIds } from '../editable/unknown-ids.js';
import { FormStore } from '../form/form.store.js';
import { IntentStore } from '../intent/intent.store.js';
import {
  type AssistantDto,
  assistantDto,
  type ChangeAssistantDto,
  type CreateAssistantDto,
} from './assistant.dto.js';
import type { Assistant } from './assistant.entity.js';
import { AssistantStore } from './assistant.store.js';

/** Minutes without a message after which a conversation ends, where the assistant says nothing else. */
const IDLE_CLOSE_MINUTES = 30;

@Injectable()
export class AssistantService extends EditableService<
  Assistant,
  CreateAssistantDto,
  ChangeAssistantDto,
  AssistantDto
> {
  constructor(
    @Inject(WorkspaceDatabase) database: WorkspaceDatabase,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(FormStore) private readonly forms: FormStore,
    @Inject(IntentStore) private readonly intents: IntentStore,
  ) {
    super(database, assistants, 'assistant');
  }

  protected override fresh(tx: WorkspaceTransaction, creation: CreateAssistantDto): Assistant {
    return this.assistants.create(tx, {
      name: creation.name,
      greeting: creation.greeting ?? null,
      fallbackReply: creation.fallback_reply ?? null,
      formIds: creation.form_ids ?? [],
      intentIds: creation.intent_ids ?? [],
      idleCloseMinutes: creation.idle_close_minutes ?? IDLE_CLOSE_MINUTES,
    });
  }

  protected override apply(row: Assistant, change: ChangeAssistantDto): void {
    if (change.name !== undefined) row.name = change.name;
    if (change.greeting !== undefined) row.greeting = change.greeting;
    if (change.fallback_reply !== undefined) row.fallbackReply = change.fallback_reply;
    if (change.form_ids !== undefined) row.formIds = change.form_ids;
    if (change.intent_ids !== undefined) row.intentIds = change.intent_ids;
    if (change.idle_close_minutes !== undefined) row.idleCloseMinutes = change.idle_close_minutes;
  }

  protected override async check(tx: WorkspaceTransaction, row: Assistant): Promise<void> {
    const errors = [
      ...unknownIds('form_ids', 'form', await this.forms.missing(tx, row.formIds)),
      ...unknownIds('intent_ids', 'intent', await this.intents.missing(tx, row.intentIds)),
    ];
    if (errors.length > 0) throw invalid(errors);
  }

  protected override view(row: Assistant): AssistantDto {
    return assistantDto(row);
  }
}
