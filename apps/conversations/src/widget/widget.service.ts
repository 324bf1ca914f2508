import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { FieldError } from '@flowforge/service-kit/http/problem';
import { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { unknownIds } from '../versioned-resource/unknown-ids.js';
import type { SettingsChange } from '../versioned-resource/versioned-resource.entity.js';
import { VersionedResourceService } from '../versioned-resource/versioned-resource.service.js';
import { DEFAULT_COLOR, validateWidget } from './widget.js';
import { type WidgetDto, widgetDto } from './widget.dto.js';
import type { WidgetEntity } from './widget.entity.js';
import { WidgetStore } from './widget.store.js';

@Injectable()
export class WidgetService extends VersionedResourceService<
  WidgetEntity,
  'assistantId' | 'channel',
  WidgetDto
> {
  constructor(
    @Inject(WorkspaceDatabase) database: WorkspaceDatabase,
    @Inject(WidgetStore) store: WidgetStore,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(AuditOutbox) audit: AuditOutbox,
  ) {
    super(database, store, audit, {
      noun: 'widget',
      defaults: {
        allowedOrigins: null,
        phoneNumber: null,
        color: DEFAULT_COLOR,
        position: 'right',
        launcherText: null,
        locale: null,
      },
      view: widgetDto,
      // A widget has no name of its own: it shows that of its assistant.
      nameOf: async ({ assistantId }, tx) => (await assistants.find(tx, assistantId))?.name ?? null,
    });
  }

  protected override async lockReferences(
    tx: WorkspaceTransaction,
    { assistantId }: SettingsChange<WidgetEntity>,
  ): Promise<FieldError[]> {
    const ids = assistantId === undefined ? [] : [assistantId];
    return unknownIds('assistant_id', 'assistant', await this.assistants.missing(tx, ids));
  }

  protected override validate(row: WidgetEntity): FieldError[] {
    return validateWidget(row);
  }
}
