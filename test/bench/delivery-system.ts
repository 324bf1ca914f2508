import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { newId } from '@flowforge/contracts/ids';
import type { Ordering } from '@flowforge/contracts/routing/webhook-settings';
import { migrations } from '@flowforge/delivery/migrations';
import { FakeServices, newWebhook, type TestWebhook } from '@flowforge/delivery/testing';
import { ensureRoles } from '@flowforge/local-servers/ensure-roles';
import { startPostgres } from '@flowforge/local-servers/postgres';
import { migrate } from '@flowforge/postgres/migrate';
import { type ServiceProcess, startService } from '@flowforge/testing/service-process';
import { startTestNats } from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import pg from 'pg';
import type { StartedParts } from './started-parts.js';

const here = dirname(fileURLToPath(import.meta.url));

/** Prints a line. */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** The value at a share of the sorted values, 0.5 for the median; 0 without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Prints the processors and the versions of Node and Postgres. */
export async function sayMachine(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ version: string }>('SELECT version()');
  say(
    `machine      ${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.version}, ${process.platform}`,
  );
  say(`server       ${rows[0]?.version.split(' on ')[0] ?? '?'}`);
}

/** Another process that prints its port as the first line. */
export interface EndpointProcess {
  url: string;
  stop: () => void;
}

/** Starts `recording-endpoint.ts` as a process, which ends with `parts`. */
export function startRecordingEndpoint(parts: StartedParts): Promise<EndpointProcess> {
  return parts.add(startEndpoint(), (endpoint) => endpoint.stop());
}

async function startEndpoint(): Promise<EndpointProcess> {
  const child = spawn(process.execPath, [join(here, 'recording-endpoint.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { url: `http://127.0.0.1:${String(line)}`, stop: () => void child.kill('SIGTERM') };
}

/** A request that the recording endpoint has answered with 200. */
export interface Arrival {
  id: string;
  path: string;
  /** Unix milliseconds. */
  at: number;
}

/** The arrivals since the last call. */
export async function takeArrivals(endpoint: EndpointProcess): Promise<Arrival[]> {
  const response = await fetch(`${endpoint.url}/arrivals`);
  const arrivals: unknown = await response.json();
  if (!Array.isArray(arrivals)) throw new Error('the endpoint returned no list');
  return arrivals;
}

/** A webhook and the form that it is assigned to. */
export interface Route {
  webhook: TestWebhook;
  formId: string;
}

/** Replicas of delivery with their own durable Postgres and nats-server. */
export interface DeliverySystem {
  pool: pg.Pool;
  fakes: FakeServices;
  natsUrl: string;
  postgresPid: number;
  replicas: ServiceProcess[];
  /** Creates a webhook of a new workspace for each endpoint, all assigned to one new form, or each to a form of its own. */
  routes(
    endpoints: readonly string[],
    options?: { sharedForm?: boolean; ordering?: Ordering },
  ): Promise<Route[]>;
}

/** Starts a system with so many replicas of delivery; `env` overrides their default configuration. */
export async function startDeliverySystem(
  parts: StartedParts,
  replicas: number,
  env: Record<string, string> = {},
): Promise<DeliverySystem> {
  const folder = await parts.add(mkdtemp(join(tmpdir(), 'flowforge-bench-')), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const [postgres, nats] = await Promise.all([
    parts.add(startPostgres({ dataFolder: folder, durable: true }), (server) => server.stop()),
    parts.add(startTestNats(), (server) => server.stop()),
  ]);
  const urls = await ensureRoles(postgres.url, { delivery: 'bench' });
  await migrate({ url: urls.delivery, schema: 'delivery', migrations });
  const fakes = await parts.add(FakeServices.connect(nats.url), (connected) => connected.close());
  const pool = new pg.Pool({ connectionString: urls.delivery, max: 2 });
  // An idle connection may break when Postgres is stopped at the end.
  pool.on('error', () => undefined);
  await parts.add(Promise.resolve(pool), () => pool.end());
  const started: ServiceProcess[] = [];
  for (let replica = 0; replica < replicas; replica += 1) {
    const service = startService('delivery', {
      env: {
        DATABASE_URL: urls.delivery,
        NATS_URL: nats.urls.delivery,
        ENCRYPTION_KEYS: fakes.encryptionKeys,
        ALLOW_INSECURE_ENDPOINTS: 'true',
        LOG_LEVEL: 'info',
        ...env,
      },
    });
    started.push(await parts.add(service, (running) => running.stop()));
  }
  let assignments = 0;
  return {
    pool,
    fakes,
    natsUrl: nats.url,
    postgresPid: postgres.pid,
    replicas: started,
    routes: async (endpoints, { sharedForm = false, ordering = 'none' } = {}) => {
      const workspaceId = newId();
      const formId = newId();
      const routes = endpoints.map((endpoint) => ({
        webhook: newWebhook(endpoint, sharedForm ? workspaceId : newId()),
        formId: sharedForm ? formId : newId(),
      }));
      for (const route of routes) {
        await fakes.webhook(route.webhook, { ordering });
        await fakes.assign(route.webhook, route.formId);
      }
      assignments += routes.length;
      await until('the routing to arrive', async () => {
        const { rows } = await pool.query<{ count: string }>('SELECT count(*) FROM assignments');
        return Number(rows[0]?.count) === assignments;
      });
      return routes;
    },
  };
}
