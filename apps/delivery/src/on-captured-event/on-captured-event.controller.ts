import { EVENTS_STREAM } from '@flowforge/messaging/streams';
import { JETSTREAM, type JetStreamBatch } from '@flowforge/messaging/jetstream-server';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { OnCapturedEvent } from './on-captured-event.service.js';

@Controller()
export class OnCapturedEventController {
  constructor(@Inject(OnCapturedEvent) private readonly service: OnCapturedEvent) {}

  @EventPattern<string>(EVENTS_STREAM.stream, JETSTREAM)
  async handle(@Payload() batch: JetStreamBatch): Promise<void> {
    await this.service.handle(batch);
  }
}
