import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { freePort } from '@flowforge/local-servers/free-port';
import { startEndpoint, type TestEndpoint } from '@flowforge/testing/endpoint';
import {
  startTestDatabase,
  startTestNats,
  type TestDatabase,
  type TestNats,
} from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import { Webhook } from 'standardwebhooks';
import { Api } from '../stack/api.js';
import { setUpGuide, visitAsInTheGuide } from '../stack/guide.js';
import type { Container, Engine } from './engine.js';
import { type App, APPS, processErrors } from './image-checks.js';
import { imageOf, type Report, throwIfAny } from './report.js';

/** A service may take longer to start on a busy machine than in production. */
const START_MAX_MS = 90_000;
/** `terminationGracePeriodSeconds` of the manifests, in seconds. */
const GRACE_S = 35;
/** Tries to write where a service has no reason to. Prints the paths where that was possible. */
const WRITE_SCRIPT = `
const { writeFileSync } = require('node:fs');
const folders = ['/', '/app', '/app/node_modules', '/etc', '/home', '/run', '/usr', '/var/tmp', '/var/lib', '/opt'];
const isWritable = (folder) => { try { writeFileSync(folder + '/probe', ''); return true; } catch { return false; } };
writeFileSync('/tmp/probe', '');
console.log(JSON.stringify(folders.filter(isWritable)));
`;
/** What podman itself adds to a container: the files that it mounts, and their folders. */
const ADDED_BY_PODMAN =
  /^[AC] \/(dev|etc|etc\/(hosts|hostname|mtab|resolv\.conf)|proc|run|run\/\.containerenv|sys|tmp)$/;

interface Ports {
  http: number;
  ops: number;
}

/** Runs the four images together on a real Postgres and NATS, delivers one event, and stops them. */
export async function runSystem(engine: Engine, report: Report): Promise<void> {
  const database = await startTestDatabase();
  const nats = await startTestNats();
  const endpoint = await startEndpoint();
  const containers = new Map<App, Container>();
  try {
    const ports = await freePorts();
    await report.step('migrations', () => applyMigrations(engine, database));
    await report.step('start', () => startAll(engine, containers, ports, database, nats));
    await report.step('containers', () => checkProcesses(containers));
    await report.step('delivery', () => deliver(engine, ports, database, endpoint));
    await report.step('pages', () => checkPages(ports.console));
    await report.step('stop', () => stopAll(containers));
  } finally {
    await Promise.all([...containers.values()].map((container) => container.remove()));
    await endpoint.stop();
    await database.stop();
  }
  await report.step('permissions', async () => {
    // Rejects when NATS has refused a subject to a service.
    await nats.stop();
    return 'NATS refused nothing';
  });
}

async function applyMigrations(engine: Engine, database: TestDatabase): Promise<string> {
  for (const app of ['conversations', 'registry', 'delivery'] as const) {
    const command = ['node', `apps/${app}/dist/migrate.js`];
    const printed = await engine.runOnce(imageOf(app), command, { DATABASE_URL: database.urls[app] });
    if (!printed.includes(`${app}: applied `)) throw new Error(`${app} applied nothing: ${printed.trim()}`);
  }
  return 'migrations';
}

/** Starts the services and waits until each reports that it is alive and ready. */
async function startAll(
  engine: Engine,
  containers: Map<App, Container>,
  ports: Record<App, Ports>,
  database: TestDatabase,
  nats: TestNats,
): Promise<string> {
  const encryption = { ENCRYPTION_KEYS: `check:${randomBytes(32).toString('base64')}` };
  const url = (app: App): string => `http://127.0.0.1:${ports[app].http}`;
  // The endpoint of this check is on loopback, which production refuses.
  const local = { ALLOW_INSECURE_ENDPOINTS: 'true' };
  const settings: Record<App, Record<string, string>> = {
    conversations: { ...encryption, DATABASE_URL: database.urls.conversations },
    registry: {
      ...encryption,
      ...local,
      DATABASE_URL: database.urls.registry,
      CONVERSATIONS_URLS: url('conversations'),
    },
    delivery: {
      ...encryption,
      ...local,
      DATABASE_URL: database.urls.delivery,
      REGISTRY_URLS: url('registry'),
    },
    console: {
      CONVERSATIONS_URLS: url('conversations'),
      REGISTRY_URLS: url('registry'),
      DELIVERY_URLS: url('delivery'),
      WEB_FOLDER: 'apps/console/web/dist',
      WIDGET_FOLDER: 'apps/widget/dist',
    },
  };
  for (const app of APPS) {
    const environment = {
      HOST: '127.0.0.1',
      PORT: String(ports[app].http),
      OPS_PORT: String(ports[app].ops),
      NATS_URL: nats.urls[app],
      TRUST_PROXY: app === 'console' ? 'none' : '1',
      ...settings[app],
    };
    containers.set(
      app,
      await engine.start(imageOf(app), `flowforge-check-${process.pid}-${app}`, environment),
    );
  }
  for (const [app, container] of containers) {
    for (const path of ['/livez', '/readyz']) {
      await untilOk(`http://127.0.0.1:${ports[app].ops}${path}`).catch(async (error: unknown) => {
        throw new Error(`${app} ${path}: ${(await container.logs()).trim().split('\n').at(-1)}`, {
          cause: error,
        });
      });
    }
  }
  return '/livez and /readyz of 4 services';
}

async function untilOk(url: string): Promise<void> {
  await until(
    `200 of ${url}`,
    async () => (await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok,
    START_MAX_MS,
  );
}

/** User, capabilities and command of process 1, and where a container can write. */
async function checkProcesses(containers: ReadonlyMap<App, Container>): Promise<string> {
  for (const [app, container] of containers) {
    const pid = await container.pid();
    const read = (name: string): string => readFileSync(`/proc/${pid}/${name}`, 'utf8');
    const { stdout, stderr } = await container.script(WRITE_SCRIPT);
    const writable: string[] = JSON.parse(stdout || JSON.stringify([stderr]));
    throwIfAny([
      ...processErrors(read('status'), read('cmdline')).map((text) => `${app}: ${text}`),
      ...writable.map((path) => `${app} can write to ${path}`),
    ]);
  }
  return 'uid 10001 without capabilities, only /tmp writable';
}

/** A visitor submits a form through the console, and the endpoint gets the event with a valid signature. */
async function deliver(
  engine: Engine,
  ports: Record<App, Ports>,
  database: TestDatabase,
  endpoint: TestEndpoint,
): Promise<string> {
  const operator = async (...args: string[]): Promise<Record<string, unknown>> => {
    const command = ['node', 'apps/registry/dist/operator/main.js', ...args];
    return JSON.parse(
      await engine.runOnce(imageOf('registry'), command, { DATABASE_URL: database.urls.registry }),
    );
  };
  await operator('create-workspace', '--name', 'check');
  const { key } = await operator(
    'mint-api-key',
    '--workspace',
    'check',
    '--name',
    'check',
    '--scopes',
    'all',
  );
  const api = new Api(`http://127.0.0.1:${ports.console.http}`, String(key));
  const setup = await setUpGuide(api, endpoint.url);
  await visitAsInTheGuide(api, setup);
  const event = 'captured_form.created';
  const request = await until(
    `the event ${event}`,
    () => endpoint.received.find(({ headers }) => headers['flowforge-event'] === event),
    START_MAX_MS,
  );
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  new Webhook(setup.secret).verify(request.body, headers);
  return '1 delivery with a verified signature';
}

async function checkPages({ http }: Ports): Promise<string> {
  for (const [path, type] of [
    ['/', 'text/html'],
    ['/widget.js', 'javascript'],
  ] as const) {
    const response = await fetch(`http://127.0.0.1:${http}${path}`);
    const found = response.headers.get('content-type') ?? '';
    if (response.status !== 200 || !found.includes(type))
      throw new Error(`${path}: ${response.status} ${found}`);
  }
  return 'the pages and the widget';
}

/** Stops each container as Kubernetes does. */
async function stopAll(containers: ReadonlyMap<App, Container>): Promise<string> {
  for (const [app, container] of containers) {
    const code = await container.stop(GRACE_S);
    const log = await container.logs();
    const changes = (await container.changes()).filter((change) => !ADDED_BY_PODMAN.test(change));
    throwIfAny([
      ...(code === 0 ? [] : [`${app} ended with ${code}`]),
      ...(log.includes('"msg":"service.stopped"') ? [] : [`${app} did not drain`]),
      ...changes.map((change) => `${app} changed its image: ${change}`),
    ]);
  }
  return '4 drained with exit 0 on SIGTERM';
}

/** Free ports of this machine, two for each app. Another process may take one before it is used; then the start fails. */
async function freePorts(): Promise<Record<App, Ports>> {
  const ports = async (): Promise<Ports> => ({ http: await freePort(), ops: await freePort() });
  return {
    conversations: await ports(),
    registry: await ports(),
    delivery: await ports(),
    console: await ports(),
  };
}
