import type { Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { pageOf } from '@flowforge/service-kit/http/list.dto';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CapturedFormDto,
  capturedFormDto,
  CapturedFormListDto,
  CapturedFormQueryDto,
} from './captured-form.dto.js';
import { timeRangeOf } from '../time-range/time-range.dto.js';
import { CapturedFormStore } from './captured-form.store.js';

@ApiTags('captured-forms')
@RequireScope('conversations:read')
@Controller('v1/captured-forms')
export class CapturedFormController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(CapturedFormStore) private readonly store: CapturedFormStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List captured forms, newest first' })
  @ApiOkResponse({ type: CapturedFormListDto })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: CapturedFormQueryDto,
  ): Promise<Page<CapturedFormDto>> {
    const filters = {
      formId: query.form_id,
      conversationId: query.conversation_id,
      assistantId: query.assistant_id,
      widgetId: query.widget_id,
      created: timeRangeOf(query),
      contactId: query.contact_id,
    };
    const page = await this.database.transaction(caller.workspaceId, (tx) =>
      this.store.list(tx, pageOf(query), filters),
    );
    return { items: page.items.map(capturedFormDto), next_cursor: page.next_cursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a captured form' })
  @ApiOkResponse({ type: CapturedFormDto })
  async read(@CurrentCaller() caller: Caller, @Id('captured form') id: string): Promise<CapturedFormDto> {
    const found = await this.database.transaction(caller.workspaceId, (tx) => this.store.find(tx, id));
    if (!found) throw notFound('captured form');
    return capturedFormDto(found);
  }
}
