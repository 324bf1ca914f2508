import { configurationOrExit, runService } from '@flowforge/service-kit/run-service';
import { readConfig } from './config.js';
import { ConsoleModule } from './console.module.js';
import { BODY_LIMIT } from './forward-request/forward-request.service.js';
import { lifecycle } from './lifecycle.js';

const config = configurationOrExit(readConfig);

await runService({
  settings: config.settings,
  bodyLimit: BODY_LIMIT,
  bodies: 'raw',
  isPublicEdge: true,
  module: (process) => ConsoleModule.with({ config, ...process }),
  lifecycle: (app) => lifecycle(app, config),
});
