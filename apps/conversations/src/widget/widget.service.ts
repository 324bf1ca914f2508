import { type WorkspaceTransaction, WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { invalid } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { EditableService } from '../editable/editable.service.js';
import { unknownIds } from '../editable/unknown-ids.js';
import { originOf } from './origin.js';
import { widgetFaults } from './widget.js';
import { type ChangeWidgetDto, type CreateWidgetDto, type WidgetDto, widgetDto } from './widget.dto.js';
import type { Widget } from './widget.entity.js';
import { WidgetStore } from './widget.store.js';

@Injectable()
export class WidgetService extends EditableService<Widget, CreateWidgetDto, ChangeWidgetDto, WidgetDto> {
  constructor(
    @Inject(WorkspaceDatabase) database: WorkspaceDatabase,
    @Inject(WidgetStore) private readonly widgets: WidgetStore,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
  ) {
    super(database, widgets, 'widget');
  }

  protected override fresh(tx: WorkspaceTransaction, creation: CreateWidgetDto): Widget {
    return this.widgets.create(tx, {
      assistantId: creation.assistant_id,
      channel: creation.channel,
      allowedOrigins: creation.allowed_origins ?? null,
      phoneNumber: creation.phone_number ?? null,
    });
  }

  protected override apply(row: Widget, change: ChangeWidgetDto): void {
    if (change.assistant_id !== undefined) row.assistantId = change.assistant_id;
    if (change.allowed_origins !== undefined) row.allowedOrigins = change.allowed_origins;
    if (change.phone_number !== undefined) row.phoneNumber = change.phone_number;
  }

  protected override async check(tx: WorkspaceTransaction, row: Widget): Promise<void> {
    const errors = [
      ...unknownIds('assistant_id', 'assistant', await this.assistants.missing(tx, [row.assistantId])),
      ...widgetFaults(row),
    ];
    if (errors.length > 0) throw invalid(errors);
    row.allowedOrigins = row.allowedOrigins?.map((text) => originOf(text) ?? text) ?? null;
  }

  protected override view(row: Widget): WidgetDto {
    return widgetDto(row);
  }
}
