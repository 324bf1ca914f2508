import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import type { IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { ApiIdempotencyKey, Idempotency } from '@flowforge/service-kit/idempotency/idempotent.decorator';
import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CreateApiKeyDto, CreatedApiKeyDto } from './create-api-key.dto.js';
import { CreateApiKeyService } from './create-api-key.service.js';

@ApiTags('api keys')
@Controller('v1/api-keys')
export class CreateApiKeyController {
  constructor(@Inject(CreateApiKeyService) private readonly service: CreateApiKeyService) {}

  @Post()
  @RequireScope('workspace:write')
  @ApiOperation({
    summary: 'Create an api key',
    description:
      'Only this response contains the key. The new key cannot have a scope that you lack: 403 `scope_missing`.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({
    description: 'The metadata of the api key, and the key itself.',
    type: CreatedApiKeyDto,
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Idempotency() request: IdempotencyRequest,
    @Body() body: CreateApiKeyDto,
  ): Promise<CreatedApiKeyDto> {
    return (await this.service.create(caller, request, body)).body;
  }
}
