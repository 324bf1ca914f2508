import type { Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { pageOf } from '@flowforge/service-kit/http/list.dto';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyDto, ApiKeyListDto, apiKeyDto, ListApiKeysQueryDto } from './api-key.dto.js';
import { ApiKeyStore } from './api-key.store.js';

@ApiTags('api keys')
@Controller('v1/api-keys')
export class ApiKeyController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(ApiKeyStore) private readonly apiKeys: ApiKeyStore,
  ) {}

  @Get()
  @RequireScope('workspace:read')
  @ApiOperation({
    summary: 'List the api keys of the workspace, newest first',
    description: 'Revoked keys are not listed. The keys themselves are never returned.',
  })
  @ApiOkResponse({ description: 'A page of api keys.', type: ApiKeyListDto })
  async list(@CurrentCaller() caller: Caller, @Query() query: ListApiKeysQueryDto): Promise<Page<ApiKeyDto>> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const { items, next_cursor } = await this.apiKeys.list(tx, query.created_by, pageOf(query));
      return { items: items.map(apiKeyDto), next_cursor };
    });
  }

  @Get(':id')
  @RequireScope('workspace:read')
  @ApiOperation({
    summary: 'Read an api key',
    description: 'Returns the metadata of the key, never the key itself. 404 for a revoked key.',
  })
  @ApiOkResponse({ description: 'The metadata of the api key.', type: ApiKeyDto })
  read(@CurrentCaller() caller: Caller, @Id('api key') id: string): Promise<ApiKeyDto> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const apiKey = await this.apiKeys.find(tx, id);
      if (!apiKey) throw notFound('api key');
      return apiKeyDto(apiKey);
    });
  }
}
