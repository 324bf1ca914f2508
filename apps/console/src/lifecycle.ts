import { NatsLink } from '@flowforge/messaging/nats-link';
import { degradingNatsCheck } from '@flowforge/service-kit/ops/checks';
import type { Lifecycle } from '@flowforge/service-kit/run-service';
import type { INestApplication } from '@nestjs/common';
import type { ConsoleConfig } from './config.js';
import { EventStreams } from './event-stream/event-streams.service.js';
import { SessionEndedSignals } from './on-session-ended/session-ended.worker.js';
import { UpstreamClient } from './upstream/upstream.client.js';

/** What the front door starts and stops itself. */
export function lifecycle(app: INestApplication, config: ConsoleConfig): Lifecycle {
  const link = config.natsUrl === '' ? undefined : app.get(NatsLink);
  return {
    checks: [
      // Ready without the services: while one is unreachable, only its own paths answer 503.
      { name: 'http', probe: () => Promise.resolve() },
      ...(link ? [degradingNatsCheck(link, 'a session that ends works for up to 5 s more')] : []),
    ],
    heartbeats: [],
    start: () => {
      if (link) app.get(SessionEndedSignals).start();
    },
    endStreams: () => app.get(EventStreams).endAll(),
    close: async () => {
      await app.get(UpstreamClient).close();
      await link?.close();
    },
  };
}
