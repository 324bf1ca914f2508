import { type TestEndpoint, startEndpoint } from '@flowforge/testing/endpoint';
import {
  startTestDatabase,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@flowforge/testing/servers';
import { type ServiceProcess, startService } from '@flowforge/testing/service-process';
import { migrations } from './migrations.js';
import { FakeServices } from './testing.js';

/** Delivery in its own process, with real Postgres and NATS, fakes of the other services, and an endpoint of a customer. */
export class RunningDelivery {
  private constructor(
    readonly database: TestDatabase,
    readonly nats: TestNats,
    readonly fakes: FakeServices,
    readonly service: ServiceProcess,
    readonly endpoint: TestEndpoint,
  ) {}

  /** @param environment settings that differ from those of the tests */
  static async start(environment: Record<string, string> = {}): Promise<RunningDelivery> {
    const [database, nats, endpoint] = await Promise.all([
      startTestDatabase({ migrations: { delivery: migrations } }),
      startTestNats(),
      startEndpoint(),
    ]);
    const fakes = await FakeServices.connect(nats.url);
    const service = await startService('delivery', {
      env: {
        DATABASE_URL: database.urls.delivery,
        NATS_URL: nats.urls.delivery,
        ENCRYPTION_KEYS: fakes.encryptionKeys,
        ALLOW_INSECURE_ENDPOINTS: 'true',
        ROUTING_MARGIN_MS: '0',
        ...environment,
      },
    });
    return new RunningDelivery(database, nats, fakes, service, endpoint);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.fakes.close();
    await this.endpoint.stop();
    await Promise.all([this.nats.stop(), this.database.stop()]);
  }
}
