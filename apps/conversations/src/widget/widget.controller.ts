import type { Page } from '@flowforge/postgres/page';
import { CurrentCaller } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { IfMatch } from '@flowforge/service-kit/http/entity-tag';
import type { ExpectedRevisions } from '@flowforge/service-kit/http/expected-revisions';
import { Id } from '@flowforge/service-kit/http/id';
import { ListQueryDto, pageOf } from '@flowforge/service-kit/http/list.dto';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { Body, Controller, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ChangeRoute,
  CreateRoute,
  ListRoute,
  ReadRoute,
  DeleteRoute,
} from '../versioned-resource/versioned-resource.decorator.js';
import { ChangeWidgetDto, CreateWidgetDto, WidgetDto, WidgetListDto, widgetChange } from './widget.dto.js';
import { WidgetService } from './widget.service.js';

@ApiTags('widgets')
@Controller('v1/widgets')
export class WidgetController {
  constructor(@Inject(WidgetService) private readonly service: WidgetService) {}

  @CreateRoute('Create a widget', WidgetDto)
  create(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: CreateWidgetDto,
  ): Promise<WidgetDto> {
    return this.service.create(caller, request, {
      ...widgetChange(body),
      assistantId: body.assistant_id,
      channel: body.channel,
    });
  }

  @ListRoute('List widgets, newest first', WidgetListDto)
  list(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<Page<WidgetDto>> {
    return this.service.list(caller.workspaceId, pageOf(query));
  }

  @ReadRoute('Read a widget', WidgetDto)
  read(@CurrentCaller() caller: Caller, @Id('widget') id: string): Promise<WidgetDto> {
    return this.service.read(caller.workspaceId, id);
  }

  @ChangeRoute('Change a widget', WidgetDto)
  change(
    @CurrentCaller() caller: Caller,
    @Id('widget') id: string,
    @IfMatch() expectedRevisions: ExpectedRevisions,
    @Body() body: ChangeWidgetDto,
  ): Promise<WidgetDto> {
    return this.service.change(caller, id, expectedRevisions, widgetChange(body));
  }

  @DeleteRoute(
    'Delete a widget',
    'Its conversations stay. Visitors can continue the open ones, from the pages that the widget allowed.',
  )
  delete(
    @CurrentCaller() caller: Caller,
    @Id('widget') id: string,
    @IfMatch() expectedRevisions: ExpectedRevisions,
  ): Promise<void> {
    return this.service.delete(caller, id, expectedRevisions);
  }
}
