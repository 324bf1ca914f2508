import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { FieldError } from '@flowforge/service-kit/http/problem';
import { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { Inject, Injectable } from '@nestjs/common';
import { FormStore } from '../form/form.store.js';
import { IntentChanges } from '../intent/intent-changes.js';
import { IntentStore } from '../intent/intent.store.js';
import { isRegion } from '../phone-number/phone-number.js';
import { unknownIds } from '../versioned-resource/unknown-ids.js';
import type { SettingsChange } from '../versioned-resource/versioned-resource.entity.js';
import { VersionedResourceService } from '../versioned-resource/versioned-resource.service.js';
import { type AssistantDto, assistantDto } from './assistant.dto.js';
import type { AssistantEntity } from './assistant.entity.js';
import { AssistantStore } from './assistant.store.js';

/** Default of `idle_close_minutes`. */
const IDLE_CLOSE_MINUTES = 30;

@Injectable()
export class AssistantService extends VersionedResourceService<AssistantEntity, 'name', AssistantDto> {
  constructor(
    @Inject(WorkspaceDatabase) database: WorkspaceDatabase,
    @Inject(AssistantStore) store: AssistantStore,
    @Inject(FormStore) private readonly forms: FormStore,
    @Inject(IntentStore) private readonly intents: IntentStore,
    @Inject(IntentChanges) private readonly changes: IntentChanges,
    @Inject(AuditOutbox) audit: AuditOutbox,
  ) {
    super(database, store, audit, {
      noun: 'assistant',
      defaults: {
        greeting: null,
        fallbackReply: null,
        formIds: [],
        intentIds: [],
        idleCloseMinutes: IDLE_CLOSE_MINUTES,
        defaultRegion: null,
      },
      view: assistantDto,
      nameOf: ({ name }) => name,
    });
  }

  protected override changed({ workspaceId, id }: AssistantEntity): void {
    this.changes.publish({ workspaceId, assistantId: id });
  }

  protected override async lockReferences(
    tx: WorkspaceTransaction,
    { formIds = [], intentIds = [] }: SettingsChange<AssistantEntity>,
  ): Promise<FieldError[]> {
    return [
      ...unknownIds('form_ids', 'form', await this.forms.missing(tx, formIds)),
      ...unknownIds('intent_ids', 'intent', await this.intents.missing(tx, intentIds)),
    ];
  }

  protected override validate({ defaultRegion }: AssistantEntity): FieldError[] {
    if (defaultRegion === null || isRegion(defaultRegion)) return [];
    return [{ field: 'default_region', message: 'must be a country with phone numbers, such as DE' }];
  }
}
