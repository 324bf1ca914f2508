import { configurationOrExit, runService } from '@flowforge/service-kit/run-service';
import { readConfig } from './config.js';
import { ConsoleModule } from './console.module.js';
import { EventStreams } from './event-stream/event-streams.service.js';
import { BODY_LIMIT } from './forward-request/forward-request.service.js';
import { UpstreamClient } from './upstream/upstream.client.js';

const config = configurationOrExit(readConfig);

await runService({
  settings: config.settings,
  bodyLimit: BODY_LIMIT,
  bodies: 'raw',
  module: (process) => ConsoleModule.with({ config, ...process }),
  lifecycle: (app) => ({
    // Ready without the services: while one is unreachable, only its own paths answer 503.
    checks: [{ name: 'http', probe: () => Promise.resolve() }],
    heartbeats: [],
    start: () => undefined,
    endStreams: () => app.get(EventStreams).endAll(),
    close: () => app.get(UpstreamClient).close(),
  }),
});
