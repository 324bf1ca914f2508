import { AuditOutbox } from '@flowforge/outbox/audit-outbox';
import { ApiKeyVerifier } from '@flowforge/service-kit/auth/api-key-verifier';
import { InternalTokenVerifier } from '@flowforge/service-kit/auth/internal-token';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import type { Engine } from './engine.js';
import { CancelRecoveryService } from './cancel-recovery/cancel-recovery.service.js';
import { CancelRecoveryController } from './cancel-recovery/cancel-recovery.controller.js';
import { RecoveryController } from './recovery/recovery.controller.js';
import { RecoveryStore } from './recovery/recovery.store.js';
import { StartRecoveryController } from './start-recovery/start-recovery.controller.js';
import { StartRecoveryService } from './start-recovery/start-recovery.service.js';
import { StatisticsController } from './statistics/statistics.controller.js';
import { StatisticsReader } from './statistics/statistics-reader.store.js';
import { WaitingDeliveries } from './statistics/waiting-deliveries.store.js';
import { CircuitReader } from './circuit/circuit-reader.store.js';
import { CircuitController } from './circuit/circuit.controller.js';
import { DeliveryReader } from './delivery/delivery-reader.store.js';
import { DeliveryController } from './delivery/delivery.controller.js';
import { OnCapturedEventController } from './on-captured-event/on-captured-event.controller.js';
import { OnCapturedEvent } from './on-captured-event/on-captured-event.service.js';
import { OnRoutingChangedController } from './on-routing-changed/on-routing-changed.controller.js';
import { OnRoutingChanged } from './on-routing-changed/on-routing-changed.service.js';
import { SendTestEventController } from './send-test-event/send-test-event.controller.js';
import { SendTestEventService } from './send-test-event/send-test-event.service.js';
import { USER_AGENT } from './attempt/attempt-headers.js';
import { ResendDeliveryController } from './resend-delivery/resend-delivery.controller.js';
import { ResendDeliveryService } from './resend-delivery/resend-delivery.service.js';
import { SentRequestController } from './sent-request/sent-request.controller.js';
import { SentRequestStore } from './sent-request/sent-request.store.js';
import { TestEventController } from './test-event/test-event.controller.js';
import { TestEventPreviewService } from './test-event/test-event-preview.service.js';

const CONTROLLERS = [
  ...[DeliveryController, SentRequestController, ResendDeliveryController],
  ...[CircuitController, StatisticsController],
  ...[RecoveryController, StartRecoveryController, CancelRecoveryController],
  ...[TestEventController, SendTestEventController],
  ...[OnCapturedEventController, OnRoutingChangedController],
];

/** Factories of the parts that the controllers need. Nest calls them when it creates the providers. */
export interface DeliveryContext {
  engine: () => Engine;
  audit: () => AuditOutbox;
  apiKeys: () => ApiKeyVerifier;
  internalTokens: () => InternalTokenVerifier;
}

const ENGINE = Symbol('engine');

const PROVIDERS: Provider[] = [
  {
    provide: OnCapturedEvent,
    inject: [ENGINE],
    useFactory: (engine: Engine) => engine.onCapturedEvent,
  },
  {
    provide: OnRoutingChanged,
    inject: [ENGINE],
    useFactory: (engine: Engine) => engine.onRoutingChanged,
  },
  {
    provide: DeliveryReader,
    inject: [ENGINE],
    useFactory: (engine: Engine) => new DeliveryReader(engine.database),
  },
  {
    provide: SentRequestStore,
    inject: [ENGINE],
    useFactory: (engine: Engine) => new SentRequestStore(engine.database),
  },
  {
    provide: CircuitReader,
    inject: [ENGINE],
    useFactory: (engine: Engine) => new CircuitReader(engine.database),
  },
  {
    provide: StatisticsReader,
    inject: [ENGINE],
    useFactory: (engine: Engine) => new StatisticsReader(engine.database),
  },
  {
    provide: WaitingDeliveries,
    inject: [ENGINE],
    useFactory: (engine: Engine) => new WaitingDeliveries(engine.database),
  },
  {
    provide: RecoveryStore,
    inject: [ENGINE],
    useFactory: (engine: Engine) => new RecoveryStore(engine.database),
  },
  {
    provide: StartRecoveryService,
    inject: [ENGINE, AuditOutbox],
    useFactory: (engine: Engine, audit: AuditOutbox) =>
      new StartRecoveryService(engine.database, engine.routing, audit, () => engine.jobs.wake()),
  },
  {
    provide: TestEventPreviewService,
    inject: [ENGINE],
    useFactory: (engine: Engine) => new TestEventPreviewService(engine.routing),
  },
  {
    provide: SendTestEventService,
    inject: [ENGINE, AuditOutbox],
    useFactory: (engine: Engine, audit: AuditOutbox) =>
      new SendTestEventService(
        engine.routing,
        engine.runtimes,
        engine.sender,
        USER_AGENT,
        engine.database,
        audit,
      ),
  },
  {
    provide: ResendDeliveryService,
    inject: [ENGINE, AuditOutbox],
    useFactory: (engine: Engine, audit: AuditOutbox) =>
      new ResendDeliveryService(engine.database, engine.routing, audit, () => engine.queueSender.wake()),
  },
  {
    provide: CancelRecoveryService,
    inject: [ENGINE, AuditOutbox],
    useFactory: (engine: Engine, audit: AuditOutbox) => new CancelRecoveryService(engine.database, audit),
  },
];

/** The HTTP and messaging controllers of delivery, connected to an engine. */
@Module({})
export class DeliveryModule {
  static with({ engine, audit, apiKeys, internalTokens }: DeliveryContext): DynamicModule {
    return {
      module: DeliveryModule,
      controllers: CONTROLLERS,
      providers: [
        { provide: ENGINE, useFactory: engine },
        { provide: AuditOutbox, useFactory: audit },
        { provide: ApiKeyVerifier, useFactory: apiKeys },
        { provide: InternalTokenVerifier, useFactory: internalTokens },
        ...PROVIDERS,
      ],
    };
  }
}
