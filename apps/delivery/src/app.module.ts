import { ApiKeyVerifier } from '@flowforge/service-kit/auth/api-key.guard';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Engine } from './engine.js';
import { DeliveryReader } from './delivery/delivery.store.js';
import { ListDeliveriesController } from './list-deliveries/list-deliveries.controller.js';
import { OnCapturedEventController } from './on-captured-event/on-captured-event.controller.js';
import { OnCapturedEvent } from './on-captured-event/on-captured-event.service.js';
import { OnRoutingChangedController } from './on-routing-changed/on-routing-changed.controller.js';
import { OnRoutingChanged } from './on-routing-changed/on-routing-changed.service.js';
import { ResendDeliveryController } from './resend-delivery/resend-delivery.controller.js';
import { ResendDelivery } from './resend-delivery/resend-delivery.service.js';

@Module({})
export class AppModule {
  /** The HTTP and messaging edges of an engine. */
  static of(engine: Engine, apiKeys: ApiKeyVerifier): DynamicModule {
    return {
      module: AppModule,
      controllers: [
        ListDeliveriesController,
        ResendDeliveryController,
        OnCapturedEventController,
        OnRoutingChangedController,
      ],
      providers: [
        { provide: ApiKeyVerifier, useValue: apiKeys },
        { provide: OnCapturedEvent, useValue: engine.onCapturedEvent },
        { provide: OnRoutingChanged, useValue: engine.onRoutingChanged },
        { provide: DeliveryReader, useValue: new DeliveryReader(engine.database) },
        {
          provide: ResendDelivery,
          useValue: new ResendDelivery(engine.database, engine.routing, () => engine.dueDeliveries.wake()),
        },
      ],
    };
  }
}
