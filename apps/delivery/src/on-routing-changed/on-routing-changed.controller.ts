import { JETSTREAM, type JetStreamBatch } from '@flowforge/messaging/jetstream-server';
import { ROUTING_STREAM } from '@flowforge/messaging/streams';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { OnRoutingChanged } from './on-routing-changed.service.js';

@Controller()
export class OnRoutingChangedController {
  constructor(@Inject(OnRoutingChanged) private readonly service: OnRoutingChanged) {}

  @EventPattern<string>(ROUTING_STREAM.stream, JETSTREAM)
  async handle(@Payload() batch: JetStreamBatch): Promise<void> {
    await this.service.handle(batch);
  }
}
