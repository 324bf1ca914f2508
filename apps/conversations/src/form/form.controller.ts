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
import { ChangeFormDto, CreateFormDto, FormDto, FormListDto, formChange, formFieldOf } from './form.dto.js';
import { FormService } from './form.service.js';

@ApiTags('forms')
@Controller('v1/forms')
export class FormController {
  constructor(@Inject(FormService) private readonly service: FormService) {}

  @CreateRoute('Create a form', FormDto)
  create(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: CreateFormDto,
  ): Promise<FormDto> {
    return this.service.create(caller, request, {
      ...formChange(body),
      name: body.name,
      fields: body.fields.map(formFieldOf),
    });
  }

  @ListRoute('List forms, newest first', FormListDto)
  list(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<Page<FormDto>> {
    return this.service.list(caller.workspaceId, pageOf(query));
  }

  @ReadRoute('Read a form', FormDto)
  read(@CurrentCaller() caller: Caller, @Id('form') id: string): Promise<FormDto> {
    return this.service.read(caller.workspaceId, id);
  }

  @ChangeRoute('Change a form', FormDto)
  change(
    @CurrentCaller() caller: Caller,
    @Id('form') id: string,
    @IfMatch() expectedRevisions: ExpectedRevisions,
    @Body() body: ChangeFormDto,
  ): Promise<FormDto> {
    return this.service.change(caller, id, expectedRevisions, formChange(body));
  }
}
