import { type DynamicModule, Module } from '@nestjs/common';
import type { ServiceContext } from '@flowforge/service-kit/wiring/service-context';
import type { ConsoleConfig } from './config.js';
import { EventStreams, STREAM_LIMITS } from './event-stream/event-streams.service.js';
import { ChatCors } from './forward-request/chat-cors.service.js';
import { ForwardRequestController } from './forward-request/forward-request.controller.js';
import { ForwardRequest } from './forward-request/forward-request.service.js';
import { ShowDocsController } from './show-docs/show-docs.controller.js';
import { ServeWebController, WEB_FOLDER } from './serve-web/serve-web.controller.js';
import { StaticFiles } from './static-file/static-files.service.js';
import { StaticFolder } from './static-file/static-folder.client.js';
import { ORIGINS, UpstreamClient } from './upstream/upstream.client.js';

const PROVIDERS = [ForwardRequest, UpstreamClient, ChatCors, EventStreams, StaticFiles];

/** The module of the front door. */
@Module({})
export class ConsoleModule {
  /** @throws ConfigurationError when a folder that is to be served was not built */
  static with({ config }: ServiceContext<ConsoleConfig>): DynamicModule {
    return {
      module: ConsoleModule,
      controllers: [
        ForwardRequestController,
        config.webFolder === '' ? ShowDocsController : ServeWebController,
      ],
      providers: [
        { provide: ORIGINS, useValue: config.origins },
        { provide: STREAM_LIMITS, useValue: config.streamLimits },
        {
          provide: WEB_FOLDER,
          useFactory: () =>
            config.webFolder && StaticFolder.open('WEB_FOLDER', config.webFolder, 'index.html'),
        },
        ...PROVIDERS,
      ],
    };
  }
}
