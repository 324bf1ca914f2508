import { KeyRing } from '@flowforge/encryption/key-ring';
import { NatsLink } from '@flowforge/messaging/nats-link';
import { ServiceClient } from '@flowforge/messaging/service-client';
import { EVENTS_STREAM } from '@flowforge/messaging/streams';
import { auditOutboxProvider } from '@flowforge/outbox/audit-outbox.providers';
import { outboxProviders } from '@flowforge/outbox/outbox.providers';
import { settlementController } from '@flowforge/outbox/settlement.controller';
import { IdempotencyRetention } from '@flowforge/service-kit/idempotency/idempotency-retention';
import { RetentionMetrics } from '@flowforge/service-kit/retention-metrics';
import { retentionProviders } from '@flowforge/service-kit/wiring/retention.providers';
import { ApiKeyVerifier } from '@flowforge/service-kit/auth/api-key-verifier';
import { InternalTokenVerifier, SignedInternalTokens } from '@flowforge/service-kit/auth/internal-token';
import { RemoteApiKeys } from '@flowforge/service-kit/auth/remote-api-keys';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { databaseProviders } from '@flowforge/service-kit/wiring/database.providers';
import { natsProviders } from '@flowforge/service-kit/wiring/nats.providers';
import type { ServiceContext } from '@flowforge/service-kit/wiring/service-context';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { AssistantController } from './assistant/assistant.controller.js';
import { AssistantEntity } from './assistant/assistant.entity.js';
import { AssistantService } from './assistant/assistant.service.js';
import { AssistantStore } from './assistant/assistant.store.js';
import { BackgroundWork } from './background/background.service.js';
import { CapturedFormController } from './captured-form/captured-form.controller.js';
import { CapturedFormStore } from './captured-form/captured-form.store.js';
import { FormInstanceStore } from './captured-form/form-instance.store.js';
import { CapturedIntentController } from './captured-intent/captured-intent.controller.js';
import { CapturedIntentStore } from './captured-intent/captured-intent.store.js';
import { CheckSourceController } from './check-source/check-source.controller.js';
import { ClassifyIntentController } from './classify-intent/classify-intent.controller.js';
import { ClassifyIntentService } from './classify-intent/classify-intent.service.js';
import { AgentCloseController } from './close-conversation/agent-close.controller.js';
import { CloseConversationService } from './close-conversation/close-conversation.service.js';
import { VisitorCloseController } from './close-conversation/visitor-close.controller.js';
import { IdleCloser } from './close-idle-conversations/idle-closer.service.js';
import { IdleConversationStore } from './close-idle-conversations/idle-conversation.store.js';
import type { Config } from './config.js';
import { ContactController } from './contact/contact.controller.js';
import { ContactStore } from './contact/contact.store.js';
import { ConversationEventStore } from './conversation/conversation-event.store.js';
import { ConversationChanges } from './conversation/conversation-changes.js';
import { ConversationController } from './conversation/conversation.controller.js';
import { ConversationTransactions } from './conversation/conversation-transactions.service.js';
import { ConversationStore } from './conversation/conversation.store.js';
import { DeleteAssistantController } from './delete-assistant/delete-assistant.controller.js';
import { DeleteAssistantService } from './delete-assistant/delete-assistant.service.js';
import { ExportCapturedFormsController } from './export-captured-forms/export-captured-forms.controller.js';
import { ExportCapturedForms } from './export-captured-forms/export-captured-forms.service.js';
import { FormController } from './form/form.controller.js';
import { FormEntity } from './form/form.entity.js';
import { FormService } from './form/form.service.js';
import { FormStore } from './form/form.store.js';
import { IntentClassifier } from './intent-classifier/intent-classifier.js';
import { IntentTrainer } from './intent-classifier/intent-trainer.service.js';
import { TrainedClassifier } from './intent-classifier/trained-classifier.service.js';
import { IntentChanges } from './intent/intent-changes.js';
import { IntentController } from './intent/intent.controller.js';
import { IntentEntity } from './intent/intent.entity.js';
import { IntentService } from './intent/intent.service.js';
import { IntentStore } from './intent/intent.store.js';
import { OnIntentChange } from './on-intent-change/intent-change.service.js';
import { MessageController } from './message/message.controller.js';
import { VisitorMessageController } from './message/visitor-message.controller.js';
import { MessageStore } from './message/message.store.js';
import { ServiceMetrics } from './metrics/service-metrics.js';
import { TokenBuckets } from '@flowforge/service-kit/http/token-buckets';
import { ChatCors } from './page-origin/chat-cors.service.js';
import { Retention } from './retention/retention.service.js';
import { RetentionStore } from './retention/retention.store.js';
import { DeleteFormController } from './delete-form/delete-form.controller.js';
import { DeleteFormService } from './delete-form/delete-form.service.js';
import { DeleteIntentController } from './delete-intent/delete-intent.controller.js';
import { DeleteIntentService } from './delete-intent/delete-intent.service.js';
import { CaptureFormService } from './capture-form/capture-form.service.js';
import { RecogniseIntentService } from './send-message/recognise-intent.service.js';
import { CaptureIntentService } from './send-message/capture-intent.service.js';
import { SendAgentMessageController } from './send-agent-message/send-agent-message.controller.js';
import { SendAgentMessageService } from './send-agent-message/send-agent-message.service.js';
import { SendMessageController } from './send-message/send-message.controller.js';
import { SendMessageService } from './send-message/send-message.service.js';
import { StartConversationController } from './start-conversation/start-conversation.controller.js';
import { StartConversationService } from './start-conversation/start-conversation.service.js';
import { MessageStreams } from './stream-messages/message-streams.worker.js';
import { StreamedConversationStore } from './stream-messages/streamed-conversation.store.js';
import { StreamMessagesController } from './stream-messages/stream-messages.controller.js';
import { SubmitFormController } from './submit-form/submit-form.controller.js';
import { SubmitFormService } from './submit-form/submit-form.service.js';
import { VisitorTokenStore } from './visitor/visitor-token.store.js';
import { PublicWidgetController } from './widget/public-widget.controller.js';
import { WidgetController } from './widget/widget.controller.js';
import { WidgetEntity } from './widget/widget.entity.js';
import { WidgetService } from './widget/widget.service.js';
import { WidgetStore } from './widget/widget.store.js';
import { TenantResolver } from './tenant-resolver/tenant-resolver.store.js';

const STORES = [
  ...[AssistantStore, WidgetStore, FormStore, IntentStore, ContactStore, ConversationStore, MessageStore],
  ...[ConversationEventStore, FormInstanceStore, CapturedFormStore, CapturedIntentStore],
  ...[VisitorTokenStore, TenantResolver, StreamedConversationStore, IdleConversationStore, RetentionStore],
];
const SERVICES = [
  ...[AssistantService, WidgetService, FormService, IntentService],
  ...[DeleteAssistantService, DeleteFormService, DeleteIntentService],
  ...[
    ConversationTransactions,
    StartConversationService,
    SendMessageService,
    SendAgentMessageService,
    RecogniseIntentService,
    ClassifyIntentService,
    OnIntentChange,
    CaptureIntentService,
    CaptureFormService,
    SubmitFormService,
    CloseConversationService,
  ],
  ...[ExportCapturedForms, IdleCloser, BackgroundWork, ChatCors],
];
const CONTROLLERS = [
  ...[AssistantController, WidgetController, FormController, IntentController],
  ...[DeleteAssistantController, DeleteFormController, DeleteIntentController, ClassifyIntentController],
  ...[StartConversationController, SendMessageController, SubmitFormController, VisitorCloseController],
  ...[ConversationController, MessageController, VisitorMessageController, AgentCloseController],
  ...[StreamMessagesController, SendAgentMessageController, ExportCapturedFormsController],
  ...[ContactController, CapturedFormController, CapturedIntentController],
  ...[PublicWidgetController, CheckSourceController],
];

const PROVIDERS: Provider[] = [
  {
    provide: ApiKeyVerifier,
    inject: [ServiceClient, NatsLink],
    useFactory: (client: ServiceClient, link: NatsLink) => new RemoteApiKeys(client, link),
  },
  {
    provide: IntentTrainer,
    inject: [LOG, ServiceMetrics],
    useFactory: (log: Log, metrics: ServiceMetrics) => new IntentTrainer(log, metrics),
  },
  {
    provide: TrainedClassifier,
    inject: [WorkspaceDatabase, IntentStore, IntentTrainer, ServiceMetrics],
    useFactory: (
      database: WorkspaceDatabase,
      intents: IntentStore,
      trainer: IntentTrainer,
      metrics: ServiceMetrics,
    ) => new TrainedClassifier(database, intents, trainer, metrics),
  },
  { provide: IntentClassifier, useExisting: TrainedClassifier },
  IntentChanges,
  ConversationChanges,
  ...STORES,
  ...SERVICES,
];

/** Event streams that one conversation may have at one process. */
const STREAMS_PER_CONVERSATION = 10;

/** The whole service. */
@Module({})
export class ConversationsModule {
  static with({ config, log, metrics }: ServiceContext<Config>): DynamicModule {
    const { rateLimitPerSecond: perSecond } = config;
    return {
      module: ConversationsModule,
      controllers: [...CONTROLLERS, settlementController('conversations', log)],
      providers: [
        { provide: LOG, useValue: log },
        {
          provide: InternalTokenVerifier,
          useFactory: () => new SignedInternalTokens(KeyRing.parse(config.encryptionKeys)),
        },
        { provide: ServiceMetrics, useValue: new ServiceMetrics(metrics) },
        {
          provide: Retention,
          inject: [RetentionStore, IdempotencyRetention, RetentionMetrics],
          useFactory: (
            store: RetentionStore,
            answers: IdempotencyRetention,
            retentionMetrics: RetentionMetrics,
          ) => new Retention(store, answers, retentionMetrics, config.conversationRetentionDays),
        },
        ...retentionProviders(metrics),
        {
          provide: MessageStreams,
          inject: [StreamedConversationStore, ConversationChanges, NatsLink, ServiceMetrics],
          useFactory: (
            store: StreamedConversationStore,
            changes: ConversationChanges,
            link: NatsLink,
            serviceMetrics: ServiceMetrics,
          ) =>
            new MessageStreams(store, changes, link, serviceMetrics, log, {
              total: config.maxStreams,
              perKey: STREAMS_PER_CONVERSATION,
            }),
        },
        { provide: TokenBuckets, useValue: new TokenBuckets({ perSecond, burst: 2 * perSecond }) },
        ...databaseProviders({
          url: config.databaseUrl,
          schema: 'conversations',
          applicationName: 'flowforge-conversations',
          entities: [AssistantEntity, WidgetEntity, FormEntity, IntentEntity],
        }),
        ...natsProviders({ url: config.natsUrl, name: 'conversations' }),
        ...outboxProviders({ stream: { ...EVENTS_STREAM, replicas: config.streamReplicas }, log, metrics }),
        auditOutboxProvider({ log, metrics }),
        ...PROVIDERS,
      ],
    };
  }
}
