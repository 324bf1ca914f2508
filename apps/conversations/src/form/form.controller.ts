import type { Page } from '@flowforge/postgres/page';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/api-key.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiIfMatch, entityTag, ETAG_HEADER, IfMatch } from '@flowforge/service-kit/http/entity-tag';
import { Id } from '@flowforge/service-kit/http/id';
import { ListQueryDto, pageOf } from '@flowforge/service-kit/http/list.dto';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { ApiProblems } from '@flowforge/service-kit/openapi/api-problems';
import { Body, Controller, Delete, Get, HttpCode, Inject, Patch, Post, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ChangeFormDto, CreateFormDto, FormDto, FormListDto } from './form.dto.js';
import { FormService } from './form.service.js';

@ApiTags('forms')
@Controller('v1/forms')
export class FormController {
  constructor(@Inject(FormService) private readonly service: FormService) {}

  @Post()
  @RequireScope('assistants:write')
  @ApiOperation({ summary: 'Create a form' })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: FormDto, headers: ETAG_HEADER })
  @ApiProblems(400, 409, 413, 422)
  async create(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: CreateFormDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FormDto> {
    const answer = await this.service.create(caller, request, body);
    reply.status(answer.status).header('etag', entityTag(answer.body.revision));
    return answer.body;
  }

  @Get()
  @RequireScope('assistants:read')
  @ApiOperation({ summary: 'List forms, newest first' })
  @ApiOkResponse({ type: FormListDto })
  @ApiProblems(400, 422)
  list(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<Page<FormDto>> {
    return this.service.list(caller.workspaceId, pageOf(query));
  }

  @Get(':id')
  @RequireScope('assistants:read')
  @ApiOperation({ summary: 'Read a form' })
  @ApiOkResponse({ type: FormDto, headers: ETAG_HEADER })
  @ApiProblems(404)
  async read(
    @CurrentCaller() caller: Caller,
    @Id('form') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FormDto> {
    const found = await this.service.read(caller.workspaceId, id);
    reply.header('etag', entityTag(found.revision));
    return found;
  }

  @Patch(':id')
  @RequireScope('assistants:write')
  @ApiOperation({ summary: 'Change a form; what is left out stays' })
  @ApiIfMatch()
  @ApiOkResponse({ type: FormDto, headers: ETAG_HEADER })
  @ApiProblems(400, 404, 413, 422)
  async change(
    @CurrentCaller() caller: Caller,
    @Id('form') id: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: ChangeFormDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FormDto> {
    const changed = await this.service.change(caller.workspaceId, id, ifMatch, body);
    reply.header('etag', entityTag(changed.revision));
    return changed;
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('assistants:write')
  @ApiOperation({
    summary: 'Remove a form',
    description: 'It leaves the assistants and intents that name it. What was captured with it stays.',
  })
  @ApiIfMatch()
  @ApiNoContentResponse()
  @ApiProblems(404)
  remove(
    @CurrentCaller() caller: Caller,
    @Id('form') id: string,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    return this.service.remove(caller.workspaceId, id, ifMatch);
  }
}
