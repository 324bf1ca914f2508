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
import { ChangeIntentDto, CreateIntentDto, IntentDto, IntentListDto } from './intent.dto.js';
import { IntentService } from './intent.service.js';

@ApiTags('intents')
@Controller('v1/intents')
export class IntentController {
  constructor(@Inject(IntentService) private readonly service: IntentService) {}

  @Post()
  @RequireScope('assistants:write')
  @ApiOperation({ summary: 'Create an intent' })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: IntentDto, headers: ETAG_HEADER })
  @ApiProblems(400, 409, 413, 422)
  async create(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: CreateIntentDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IntentDto> {
    const answer = await this.service.create(caller, request, body);
    reply.status(answer.status).header('etag', entityTag(answer.body.revision));
    return answer.body;
  }

  @Get()
  @RequireScope('assistants:read')
  @ApiOperation({ summary: 'List intents, newest first' })
  @ApiOkResponse({ type: IntentListDto })
  @ApiProblems(400, 422)
  list(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<Page<IntentDto>> {
    return this.service.list(caller.workspaceId, pageOf(query));
  }

  @Get(':id')
  @RequireScope('assistants:read')
  @ApiOperation({ summary: 'Read an intent' })
  @ApiOkResponse({ type: IntentDto, headers: ETAG_HEADER })
  @ApiProblems(404)
  async read(
    @CurrentCaller() caller: Caller,
    @Id('intent') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IntentDto> {
    const found = await this.service.read(caller.workspaceId, id);
    reply.header('etag', entityTag(found.revision));
    return found;
  }

  @Patch(':id')
  @RequireScope('assistants:write')
  @ApiOperation({ summary: 'Change an intent; what is left out stays' })
  @ApiIfMatch()
  @ApiOkResponse({ type: IntentDto, headers: ETAG_HEADER })
  @ApiProblems(400, 404, 413, 422)
  async change(
    @CurrentCaller() caller: Caller,
    @Id('intent') id: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: ChangeIntentDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IntentDto> {
    const changed = await this.service.change(caller.workspaceId, id, ifMatch, body);
    reply.header('etag', entityTag(changed.revision));
    return changed;
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('assistants:write')
  @ApiOperation({
    summary: 'Remove an intent',
    description: 'It leaves the assistants that name it. What was captured stays.',
  })
  @ApiIfMatch()
  @ApiNoContentResponse()
  @ApiProblems(404)
  remove(
    @CurrentCaller() caller: Caller,
    @Id('intent') id: string,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    return this.service.remove(caller.workspaceId, id, ifMatch);
  }
}
