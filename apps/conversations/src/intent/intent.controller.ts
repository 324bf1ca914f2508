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
import { ChangeIntentDto, CreateIntentDto, IntentDto, IntentListDto, intentChange } from './intent.dto.js';
import { IntentService } from './intent.service.js';

@ApiTags('intents')
@Controller('v1/intents')
export class IntentController {
  constructor(@Inject(IntentService) private readonly service: IntentService) {}

  @CreateRoute('Create an intent', IntentDto)
  create(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: CreateIntentDto,
  ): Promise<IntentDto> {
    return this.service.create(caller, request, {
      ...intentChange(body),
      name: body.name,
      utterances: body.utterances,
    });
  }

  @ListRoute('List intents, newest first', IntentListDto)
  list(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<Page<IntentDto>> {
    return this.service.list(caller.workspaceId, pageOf(query));
  }

  @ReadRoute('Read an intent', IntentDto)
  read(@CurrentCaller() caller: Caller, @Id('intent') id: string): Promise<IntentDto> {
    return this.service.read(caller.workspaceId, id);
  }

  @ChangeRoute('Change an intent', IntentDto)
  change(
    @CurrentCaller() caller: Caller,
    @Id('intent') id: string,
    @IfMatch() expectedRevisions: ExpectedRevisions,
    @Body() body: ChangeIntentDto,
  ): Promise<IntentDto> {
    return this.service.change(caller, id, expectedRevisions, intentChange(body));
  }
}
