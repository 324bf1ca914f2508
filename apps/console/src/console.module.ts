import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { NatsLink } from '@flowforge/messaging/nats-link';
import type { ServiceContext } from '@flowforge/service-kit/wiring/service-context';
import { openNatsLink } from '@flowforge/service-kit/wiring/nats.providers';
import type { ConsoleConfig } from './config.js';
import { EventStreams, STREAM_LIMITS } from './event-stream/event-streams.service.js';
import { ChatCors } from './forward-request/chat-cors.service.js';
import { ForwardRequestController } from './forward-request/forward-request.controller.js';
import { ForwardRequest, REQUEST_LIMITS } from './forward-request/forward-request.service.js';
import { SessionEndedSignals } from './on-session-ended/session-ended.worker.js';
import { ServeWebController, WEB_APP, WEB_FOLDER } from './serve-web/serve-web.controller.js';
import {
  ServeWidgetController,
  WIDGET_FOLDER,
  WIDGET_SCRIPT,
} from './serve-widget/serve-widget.controller.js';
import { OwnOrigin } from './session/own-origin.js';
import { RequestAuthorization } from './session/request-authorization.service.js';
import { SessionAnswer } from './session/session-answer.service.js';
import { SessionCheck } from './session/session-check.client.js';
import { SessionCookie } from './session/session-cookie.js';
import { Sessions } from './session/sessions.service.js';
import { UnknownSessionLimit } from './session/unknown-session-limit.service.js';
import { CHAT_PAGE, ShowChatPageController } from './show-chat-page/show-chat-page.controller.js';
import { WidgetSettings } from './show-chat-page/widget-settings.client.js';
import { RECEIVER_URL, ReceiverClient } from './show-receiver/receiver.client.js';
import { ShowReceiverController } from './show-receiver/show-receiver.controller.js';
import { SignInLocallyController } from './sign-in-locally/sign-in-locally.controller.js';
import { LOCAL_SIGN_IN_TOKEN_HASH, SignInLocally } from './sign-in-locally/sign-in-locally.service.js';
import { StaticFiles } from './static-file/static-files.service.js';
import { StaticFolder } from './static-file/static-folder.client.js';
import { ORIGINS, UpstreamClient } from './upstream/upstream.client.js';

const PROVIDERS = [ForwardRequest, UpstreamClient, ChatCors, EventStreams, StaticFiles];
const SESSION_PROVIDERS = [
  RequestAuthorization,
  SessionAnswer,
  SessionCheck,
  UnknownSessionLimit,
  {
    provide: Sessions,
    inject: [SessionCheck, UnknownSessionLimit],
    useFactory: (check: SessionCheck, limit: UnknownSessionLimit) => new Sessions(check, limit),
  },
];

/** The module of the front door. */
@Module({})
export class ConsoleModule {
  /** @throws ConfigurationError when a folder that is to be served was not built */
  static with({ config, log }: ServiceContext<ConsoleConfig>): DynamicModule {
    const own = new OwnOrigin(config.settings.publicUrl);
    const providers: Provider[] = [
      { provide: ORIGINS, useValue: config.origins },
      { provide: STREAM_LIMITS, useValue: config.streamLimits },
      { provide: REQUEST_LIMITS, useValue: config.requestLimits },
      { provide: OwnOrigin, useValue: own },
      { provide: SessionCookie, useValue: new SessionCookie({ isHttps: own.isHttps }) },
      ...PROVIDERS,
      ...SESSION_PROVIDERS,
    ];
    const controllers: DynamicModule['controllers'] = [ForwardRequestController];
    if (config.natsUrl !== '') {
      providers.push(
        {
          provide: NatsLink,
          useFactory: () => openNatsLink({ url: config.natsUrl, name: 'console' }, log),
        },
        {
          provide: SessionEndedSignals,
          inject: [NatsLink, Sessions],
          useFactory: (link: NatsLink, sessions: Sessions) => new SessionEndedSignals(link, sessions),
        },
      );
    }
    if (config.webFolder !== '') {
      controllers.push(ServeWebController);
      const folder = StaticFolder.open('WEB_FOLDER', config.webFolder, [WEB_APP]);
      providers.push({ provide: WEB_FOLDER, useValue: folder });
    }
    if (config.widgetFolder !== '') {
      controllers.push(ServeWidgetController, ShowChatPageController);
      const folder = StaticFolder.open('WIDGET_FOLDER', config.widgetFolder, [WIDGET_SCRIPT, CHAT_PAGE]);
      providers.push(WidgetSettings, { provide: WIDGET_FOLDER, useValue: folder });
    }
    if (config.localSignInTokenHash !== '') {
      controllers.push(SignInLocallyController);
      providers.push(SignInLocally, {
        provide: LOCAL_SIGN_IN_TOKEN_HASH,
        useValue: config.localSignInTokenHash,
      });
    }
    if (config.receiverUrl !== '') {
      controllers.push(ShowReceiverController);
      providers.push(ReceiverClient, { provide: RECEIVER_URL, useValue: config.receiverUrl });
    }
    return { module: ConsoleModule, controllers, providers };
  }
}
