import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { Controller, Delete, HttpCode, Inject } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RevokeApiKeyService } from './revoke-api-key.service.js';

@ApiTags('api keys')
@Controller('v1/api-keys')
export class RevokeApiKeyController {
  constructor(@Inject(RevokeApiKeyService) private readonly service: RevokeApiKeyService) {}

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('workspace:write')
  @ApiOperation({
    summary: 'Revoke an api key',
    description:
      'Every service refuses a revoked key, usually at once, at the latest after 10 seconds (5 minutes while the registry is unavailable). A key can revoke itself. A revocation cannot be undone.',
  })
  @ApiNoContentResponse({ description: 'The api key is revoked.' })
  revoke(@CurrentCaller() caller: Caller, @Id('api key') id: string): Promise<void> {
    return this.service.revoke(caller, id);
  }
}
