import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SentRequestDto, sentRequestDto } from './sent-request.dto.js';
import { SentRequestStore } from './sent-request.store.js';

/** The body has what visitors wrote, so it needs the scope of conversations, which a key for deliveries may lack. */
@ApiTags('deliveries')
@RequireScope('conversations:read')
@Controller('v1/deliveries')
export class SentRequestController {
  constructor(@Inject(SentRequestStore) private readonly requests: SentRequestStore) {}

  @Get(':id/request')
  @ApiOperation({
    summary: 'Read the request of a delivery',
    description:
      'Returns headers and body of the requests of a delivery, rendered from its event. It needs the scope `conversations:read`, because the body has what the visitor wrote. 404 when the workspace has no delivery of this id, also when it was removed with its event after the time that deliveries are kept.',
  })
  @ApiOkResponse({ type: SentRequestDto })
  async read(@CurrentCaller() caller: Caller, @Id('delivery') id: string): Promise<SentRequestDto> {
    const found = await this.requests.find(caller.workspaceId, id);
    if (!found) throw notFound('delivery');
    return sentRequestDto(found);
  }
}
