import type { Page } from '@flowforge/postgres/page';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/api-key.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { ListQueryDto, pageOf } from '@flowforge/service-kit/http/list.dto';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyDto } from '../api-key/api-key.dto.js';
import { ApiKeyListDto } from './read-api-keys.dto.js';
import { ReadApiKeysService } from './read-api-keys.service.js';

@ApiTags('api keys')
@Controller('v1/api-keys')
export class ReadApiKeysController {
  constructor(@Inject(ReadApiKeysService) private readonly service: ReadApiKeysService) {}

  @Get()
  @RequireScope('workspace:read')
  @ApiOperation({ summary: 'List api keys that are not revoked, newest first' })
  @ApiOkResponse({ description: 'A page of api keys.', type: ApiKeyListDto })
  list(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<Page<ApiKeyDto>> {
    return this.service.list(caller.workspaceId, pageOf(query));
  }

  @Get(':id')
  @RequireScope('workspace:read')
  @ApiOperation({ summary: 'Read an api key' })
  @ApiOkResponse({ description: 'The api key, without the key.', type: ApiKeyDto })
  read(@CurrentCaller() caller: Caller, @Id('api key') id: string): Promise<ApiKeyDto> {
    return this.service.read(caller.workspaceId, id);
  }
}
