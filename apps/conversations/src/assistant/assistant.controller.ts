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
} from '../versioned-resource/versioned-resource.decorator.js';
import {
  ChangeAssistantDto,
  CreateAssistantDto,
  AssistantDto,
  AssistantListDto,
  assistantChange,
} from './assistant.dto.js';
import { AssistantService } from './assistant.service.js';

@ApiTags('assistants')
@Controller('v1/assistants')
export class AssistantController {
  constructor(@Inject(AssistantService) private readonly service: AssistantService) {}

  @CreateRoute('Create an assistant', AssistantDto)
  create(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: CreateAssistantDto,
  ): Promise<AssistantDto> {
    return this.service.create(caller, request, { ...assistantChange(body), name: body.name });
  }

  @ListRoute('List assistants, newest first', AssistantListDto)
  list(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<Page<AssistantDto>> {
    return this.service.list(caller.workspaceId, pageOf(query));
  }

  @ReadRoute('Read an assistant', AssistantDto)
  read(@CurrentCaller() caller: Caller, @Id('assistant') id: string): Promise<AssistantDto> {
    return this.service.read(caller.workspaceId, id);
  }

  @ChangeRoute('Change an assistant', AssistantDto)
  change(
    @CurrentCaller() caller: Caller,
    @Id('assistant') id: string,
    @IfMatch() expectedRevisions: ExpectedRevisions,
    @Body() body: ChangeAssistantDto,
  ): Promise<AssistantDto> {
    return this.service.change(caller, id, expectedRevisions, assistantChange(body));
  }
}
