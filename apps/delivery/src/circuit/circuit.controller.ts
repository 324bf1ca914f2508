import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { pageOf } from '@flowforge/service-kit/http/list.dto';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CircuitReader } from './circuit-reader.store.js';
import { circuitDto, CircuitListDto, ListCircuitsQueryDto } from './circuit.dto.js';

@ApiTags('circuits')
@RequireScope('deliveries:read')
@Controller('v1/circuits')
export class CircuitController {
  constructor(@Inject(CircuitReader) private readonly circuits: CircuitReader) {}

  @Get()
  @ApiOperation({
    summary: 'List the circuits that are not closed',
    description:
      'Each webhook has a circuit. It opens after 10 failed attempts in a row, or when half of 10 or more recent attempts failed. Then nothing is sent for 30 seconds (unless the operator has set another time); deliveries wait, which uses up no retry. After that one attempt, the probe, is made. If it succeeds, the circuit closes and everything that waits is sent; if it fails, the circuit stays open for the same time again. A webhook that is not in this list has a closed circuit: its deliveries are sent.',
  })
  @ApiOkResponse({ type: CircuitListDto })
  async list(@CurrentCaller() caller: Caller, @Query() query: ListCircuitsQueryDto): Promise<CircuitListDto> {
    const page = await this.circuits.list(caller.workspaceId, query.webhook_id, pageOf(query));
    return { items: page.items.map(circuitDto), next_cursor: page.next_cursor };
  }
}
