import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { FieldError } from '@flowforge/service-kit/http/problem';
import { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { Inject, Injectable } from '@nestjs/common';
import { FormStore } from '../form/form.store.js';
import { unknownIds } from '../versioned-resource/unknown-ids.js';
import type { SettingsChange } from '../versioned-resource/versioned-resource.entity.js';
import { VersionedResourceService } from '../versioned-resource/versioned-resource.service.js';
import { type IntentDto, intentDto } from './intent.dto.js';
import type { IntentEntity } from './intent.entity.js';
import { IntentChanges } from './intent-changes.js';
import { IntentStore } from './intent.store.js';
import { intentWarnings } from './intent-warning.js';

@Injectable()
export class IntentService extends VersionedResourceService<IntentEntity, 'name' | 'utterances', IntentDto> {
  constructor(
    @Inject(WorkspaceDatabase) database: WorkspaceDatabase,
    @Inject(IntentStore) private readonly intents: IntentStore,
    @Inject(FormStore) private readonly forms: FormStore,
    @Inject(IntentChanges) private readonly changes: IntentChanges,
    @Inject(AuditOutbox) audit: AuditOutbox,
  ) {
    super(database, intents, audit, {
      noun: 'intent',
      defaults: { description: null, reply: null, formId: null, threshold: null, examplesHash: '' },
      view: intentDto,
      nameOf: ({ name }) => name,
    });
  }

  protected override async describe(tx: WorkspaceTransaction, row: IntentEntity): Promise<IntentDto> {
    const others = await this.intents.sharingExamples(tx, row);
    return { ...intentDto(row), warnings: intentWarnings(row, others) };
  }

  protected override changed({ workspaceId, id }: IntentEntity): void {
    this.changes.publish({ workspaceId, intentId: id });
  }

  protected override async lockReferences(
    tx: WorkspaceTransaction,
    { formId = null }: SettingsChange<IntentEntity>,
  ): Promise<FieldError[]> {
    return unknownIds('form_id', 'form', await this.forms.missing(tx, formId === null ? [] : [formId]));
  }

  protected override validate(row: IntentEntity): FieldError[] {
    const blank = [...row.utterances.entries()].filter(([, utterance]) => utterance.trim() === '');
    return blank.map(([index]) => ({ field: `utterances[${index}]`, message: 'must not be blank' }));
  }
}
