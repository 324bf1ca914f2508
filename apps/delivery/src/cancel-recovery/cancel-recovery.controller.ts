import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { Controller, Delete, HttpCode, Inject } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CancelRecoveryService } from './cancel-recovery.service.js';

@ApiTags('recoveries')
@RequireScope('deliveries:write')
@Controller('v1/recoveries')
export class CancelRecoveryController {
  constructor(@Inject(CancelRecoveryService) private readonly service: CancelRecoveryService) {}

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Cancel a recovery',
    description:
      'Nothing more is made due after the response. Deliveries that are due already are still sent. A recovery that has ended stays as it is. 404 when the workspace has no recovery of this id.',
  })
  @ApiNoContentResponse()
  cancel(@CurrentCaller() caller: Caller, @Id('recovery') id: string): Promise<void> {
    return this.service.cancel(caller, id);
  }
}
