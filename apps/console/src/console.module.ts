import { type DynamicModule, Module } from '@nestjs/common';
import type { ServiceContext } from '@flowforge/service-kit/wiring/service-context';
import type { ConsoleConfig } from './config.js';
import { EventStreams, STREAM_LIMITS } from './event-stream/event-streams.service.js';
import { ChatCors } from './forward-request/chat-cors.service.js';
import { ForwardRequestController } from './forward-request/forward-request.controller.js';
import { ForwardRequest } from './forward-request/forward-request.service.js';
import { ShowDocsController } from './show-docs/show-docs.controller.js';
import { ORIGINS, UpstreamClient } from './upstream/upstream.client.js';

const CONTROLLERS = [ShowDocsController, ForwardRequestController];
const PROVIDERS = [ForwardRequest, UpstreamClient, ChatCors, EventStreams];

/** The module of the front door. */
@Module({})
export class ConsoleModule {
  static with({ config }: ServiceContext<ConsoleConfig>): DynamicModule {
    return {
      module: ConsoleModule,
      controllers: CONTROLLERS,
      providers: [
        { provide: ORIGINS, useValue: config.origins },
        { provide: STREAM_LIMITS, useValue: config.streamLimits },
        ...PROVIDERS,
      ],
    };
  }
}
