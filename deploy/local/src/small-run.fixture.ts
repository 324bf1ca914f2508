import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { LocalRun } from './local-run.js';
import type { Plan } from './plan.js';
import type { ServiceDefinition } from './replica.js';

/** The launcher with fake services, which its tests start as a process: `node small-run.fixture.js ROOT REPLICAS`. */
const [, , root = '', replicas = '1'] = process.argv;

const fake = (name: string): ServiceDefinition => ({
  name,
  script: fileURLToPath(new URL('./fake-service.fixture.js', import.meta.url)),
  environment: { FAKE_NAME: name, FAKE_STUBBORN: String(process.env.STUBBORN === name) },
});

/** Whether a server takes the first port that was chosen for the front door, before the front door does. */
let takesPort = process.env.TAKE_PORT === 'true';

const plan: Plan = {
  migrate: () => Promise.resolve(),
  service: fake,
  console: ({ publicUrl }) => {
    if (takesPort)
      createServer()
        .listen(Number(new URL(publicUrl).port), '127.0.0.1')
        .unref();
    takesPort = false;
    return fake('console');
  },
  openWorkspace: () => Promise.resolve({ apiKey: 'ff_test' }),
  seed: ({ state }) =>
    Promise.resolve({
      widgetId: 'a-widget',
      webhook: state.demo_webhook ?? { id: 'a-webhook', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
    }),
};

await new LocalRun(plan, {
  root,
  replicas: Number(replicas),
  reset: false,
  env: process.env,
  say: (line) => console.log(line),
}).start();
