// `npm run k8s:nats-users`: writes the users of NATS and their permissions for its chart and for the overlay dev.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatted } from '../generated-files/formatted.js';
import { chartUsers, devConfig } from './nats-users.js';
import { FOLDER } from './render.js';

const users = join(FOLDER, 'components/nats/values-users.yaml');
writeFileSync(users, await formatted(users, chartUsers()));
writeFileSync(join(FOLDER, 'overlays/dev/nats.conf'), devConfig());
