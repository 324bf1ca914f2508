// `npm run k8s:nats-users`: writes the users of NATS and their permissions for its chart and for the overlay dev.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { chartUsers, devConfig } from './nats-users.js';
import { FOLDER } from './render.js';

writeFileSync(
  join(FOLDER, 'components/nats/values-users.yaml'),
  await format(chartUsers(), { parser: 'yaml', singleQuote: true, printWidth: 110 }),
);
writeFileSync(join(FOLDER, 'overlays/dev/nats.conf'), devConfig());
