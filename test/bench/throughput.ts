import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CAPTURED_FORM_CREATED_SUBJECT } from '@flowforge/contracts/events/captured-form-created';
import { encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { renderBody } from '@flowforge/contracts/webhook-body/render';
import { migrations } from '@flowforge/delivery/migrations';
import {
  capturedForm,
  FakeServices,
  newWebhook,
  nowMicros,
  type TestWebhook,
} from '@flowforge/delivery/testing';
import { ensureRoles } from '@flowforge/local-servers/ensure-roles';
import { startPostgres } from '@flowforge/local-servers/postgres';
import { natsOptions } from '@flowforge/messaging/nats-options';
import { EVENTS_STREAM } from '@flowforge/messaging/streams';
import { migrate } from '@flowforge/postgres/migrate';
import { startService } from '@flowforge/testing/service-process';
import { startTestNats } from '@flowforge/testing/servers';
import { until } from '@flowforge/testing/until';
import { AckPolicy, jetstream, jetstreamManager, RetentionPolicy } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import pg from 'pg';
import { type CpuTime, cpuTimeOf, cpuTimeSince, withChildren } from './process-cpu.js';
import { cpuTimesTable, median, PROCESSES, type ProcessName, type Round } from './round.js';
import { StartedParts } from './started-parts.js';

/**
 * Durable deliveries per second (event on JetStream → POST answered → recorded) against a bare undici POST loop. Both run in turn,
 * on one machine: 1,000 webhooks in 50 workspaces, fan-out 1, one replica of delivery in its default configuration
 * (loopback endpoints allowed, since the sink is there), Postgres with fsync. Medians are compared.
 *
 * A third process in turn does the least that a durable delivery needs (`floor.ts`), as the bound of what can be reached.
 *
 * It also prints the CPU time of each process for one request or delivery. Other programs on the machine change these times less than
 * they change the rates.
 *
 * Arguments: events of a round, number of rounds, and a folder for a CPU profile of delivery. The profiler makes delivery slower.
 */
const EVENTS = Number(process.argv[2] ?? 20_000);
const ROUNDS = Number(process.argv[3] ?? 5);
const PROFILE_FOLDER = process.argv[4];
const WORKSPACES = 50;
const WEBHOOKS = 1_000;
const CONCURRENCY = 128;
const here = dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Route {
  webhook: TestWebhook;
  formId: string;
}

async function startSink(): Promise<{ url: string; pid: number; stop: () => void }> {
  const child = spawn(process.execPath, [join(here, 'sink.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return {
    url: `http://127.0.0.1:${String(line)}`,
    pid: child.pid ?? 0,
    stop: () => void child.kill('SIGTERM'),
  };
}

const parts = new StartedParts();
const folder = await parts.add(mkdtemp(join(tmpdir(), 'flowforge-bench-')), (path) =>
  rm(path, { recursive: true, force: true }),
);
say('starting Postgres (fsync on), nats-server and the sink ...');
const [postgres, nats, sink] = await Promise.all([
  parts.add(startPostgres({ dataFolder: folder, durable: true }), (server) => server.stop()),
  parts.add(startTestNats(), (server) => server.stop()),
  parts.add(startSink(), (child) => child.stop()),
]);
const password = 'bench';
const urls = await ensureRoles(postgres.url, { delivery: password });
await migrate({ url: urls.delivery, schema: 'delivery', migrations });
const fakes = await parts.add(FakeServices.connect(nats.url), (connected) => connected.close());
const pool = new pg.Pool({ connectionString: urls.delivery, max: 2 });
// An idle connection may break when Postgres is stopped at the end.
pool.on('error', () => undefined);
await parts.add(Promise.resolve(pool), () => pool.end());
const starting = startService('delivery', {
  env: {
    DATABASE_URL: urls.delivery,
    NATS_URL: nats.urls.delivery,
    ENCRYPTION_KEYS: fakes.encryptionKeys,
    ALLOW_INSECURE_ENDPOINTS: 'true',
    LOG_LEVEL: 'info',
  },
  ...(PROFILE_FOLDER === undefined ? {} : { nodeFlags: ['--cpu-prof', `--cpu-prof-dir=${PROFILE_FOLDER}`] }),
});
const service = await parts.add(starting, (started) => {
  // It may still be paused.
  started.resume();
  return started.stop();
});

const workspaces = Array.from({ length: WORKSPACES }, newId);
const routes: Route[] = Array.from({ length: WEBHOOKS }, (_, index) => ({
  webhook: newWebhook(`${sink.url}/hook`, workspaces[index % WORKSPACES]),
  formId: newId(),
}));
const connection = await parts.add(connect(natsOptions({ url: nats.url, name: 'bench' })), (connected) =>
  connected.close(),
);
const js = jetstream(connection);
const manager = await jetstreamManager(connection);
const { stream, consumer } = EVENTS_STREAM;
let delivered = 0;

async function setUp(): Promise<void> {
  say(`setting up ${WEBHOOKS} webhooks in ${WORKSPACES} workspaces ...`);
  for (let at = 0; at < routes.length; at += 50) {
    await Promise.all(
      routes.slice(at, at + 50).map(async ({ webhook, formId }) => {
        await fakes.webhook(webhook);
        await fakes.assign(webhook, formId);
      }),
    );
  }
  await until(
    'the routing to arrive',
    async () => {
      const { rows } = await pool.query<{ count: string }>('SELECT count(*) FROM assignments');
      return Number(rows[0]?.count) === WEBHOOKS;
    },
    120_000,
  );
}

const pids = (): Record<ProcessName, number[]> => ({
  sender: [service.pid],
  postgres: withChildren(postgres.pid),
  nats: [nats.pid],
  sink: [sink.pid],
  bench: [process.pid],
});

function newPayloads(): Buffer[] {
  return Array.from({ length: EVENTS }, (_, index) => {
    const route = routes[index % routes.length];
    if (!route) throw new Error('no route');
    return encodeEvent(capturedForm(route.webhook.workspaceId, route.formId, nowMicros(), newId()));
  });
}

async function publish(subject: string, payloads: readonly Buffer[]): Promise<void> {
  for (let at = 0; at < payloads.length; at += 512) {
    await Promise.all(
      payloads.slice(at, at + 512).map((bytes) => js.publish(subject, bytes, { timeout: 30_000 })),
    );
  }
}

async function durableRound(): Promise<Round> {
  service.pause();
  await publish(CAPTURED_FORM_CREATED_SUBJECT, newPayloads());
  const before = PROCESSES.map((name) => cpuTimeOf(pids()[name]));
  const startedAt = performance.now();
  service.resume();
  delivered += EVENTS;
  // A message is acked after its delivery is committed. Asking the broker puts no load on the database.
  await until(
    'all deliveries to be recorded',
    async () => {
      const { num_pending, num_ack_pending } = await manager.consumers.info(stream, consumer);
      return num_pending + num_ack_pending === 0;
    },
    300_000,
  );
  // A delivery that waited too long to start was acked as a due row, and is delivered from there.
  await until(
    `${delivered} deliveries to be made`,
    async () => {
      const { rows } = await pool.query<{ n: string }>(
        `SELECT count(*) AS n FROM deliveries WHERE status = 'delivered'`,
      );
      return Number(rows[0]?.n) === delivered;
    },
    60_000,
  );
  const ms = performance.now() - startedAt;
  const cpu = Object.fromEntries(
    PROCESSES.map((name, index) => [name, cpuTimeSince(before[index] ?? null, pids()[name])]),
  );
  return { perSecond: EVENTS / (ms / 1_000), ms, cpu };
}

const example = capturedForm(newId(), newId(), nowMicros(), newId());
const body = renderBody(example, '2026-05');
async function bareRound(): Promise<Round> {
  const before = cpuTimeOf([sink.pid]);
  const { stdout } = await run(
    process.execPath,
    [join(here, 'bare-loop.js'), `${sink.url}/hook`, String(EVENTS), String(CONCURRENCY), body],
    { signal: parts.signal },
  );
  const { perSecond, cpu }: { perSecond: number; cpu: CpuTime | null } = JSON.parse(stdout);
  return {
    perSecond,
    ms: (EVENTS / perSecond) * 1_000,
    cpu: { sender: cpu, sink: cpuTimeSince(before, [sink.pid]) },
  };
}

const FLOOR = 'floor';
async function setUpFloor(): Promise<void> {
  await manager.streams.add({ name: FLOOR, subjects: [FLOOR], retention: RetentionPolicy.Workqueue });
  await manager.consumers.add(FLOOR, {
    durable_name: FLOOR,
    ack_policy: AckPolicy.Explicit,
    max_ack_pending: EVENTS_STREAM.maxAckPending,
  });
  await pool.query(
    'CREATE TABLE floor_deliveries (event_id uuid PRIMARY KEY, form_id uuid, payload bytea, delivered_at timestamptz)',
  );
}

async function floorRound(): Promise<Round> {
  await publish(FLOOR, newPayloads());
  const others = ['postgres', 'nats', 'sink'] as const;
  const before = others.map((name) => cpuTimeOf(pids()[name]));
  const { stdout } = await run(
    process.execPath,
    [join(here, 'floor.js'), nats.url, urls.delivery, `${sink.url}/hook`, FLOOR, String(EVENTS)],
    { signal: parts.signal },
  );
  const { perSecond, cpu }: { perSecond: number; cpu: CpuTime | null } = JSON.parse(stdout);
  const ofOthers = others.map((name, index) => [name, cpuTimeSince(before[index] ?? null, pids()[name])]);
  return {
    perSecond,
    ms: (EVENTS / perSecond) * 1_000,
    cpu: { sender: cpu, ...Object.fromEntries(ofOthers) },
  };
}

try {
  await setUp();
  await setUpFloor();
  const bare: Round[] = [];
  const bareAgain: Round[] = [];
  const durable: Round[] = [];
  const floor: Round[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [a, d, f, b] = [await bareRound(), await durableRound(), await floorRound(), await bareRound()];
    // The first round warms up and is not counted.
    if (round > 0) {
      bare.push(a);
      durable.push(d);
      floor.push(f);
      bareAgain.push(b);
    }
    say(
      `round ${round}${round === 0 ? ' (warm-up)' : ''}: bare ${a.perSecond.toFixed(0)}/s, durable ${d.perSecond.toFixed(0)}/s, floor ${f.perSecond.toFixed(0)}/s, bare ${b.perSecond.toFixed(0)}/s`,
    );
  }
  const { rows } = await pool.query<{ version: string }>('SELECT version()');
  const { rows: queued } = await pool.query<{ share: string }>(
    `SELECT avg((finished_at > created_at + interval '2 milliseconds')::int) AS share FROM deliveries`,
  );
  say('');
  say(
    `machine      ${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.version}, ${process.platform}`,
  );
  say(
    `servers      ${rows[0]?.version.split(' on ')[0] ?? '?'}, nats-server ${connection.info?.version ?? '?'}`,
  );
  say(
    `settings     ${EVENTS} events a round, ${ROUNDS} rounds, ${WEBHOOKS} webhooks, ${WORKSPACES} workspaces, body ${body.length} bytes, bare concurrency ${CONCURRENCY}`,
  );
  say(
    `queued       ${(Number(queued[0]?.share) * 100).toFixed(1)} % of the deliveries were stored before they were sent`,
  );
  const rate = (rounds: readonly Round[]): number => median(rounds.map(({ perSecond }) => perSecond));
  const bareRate = rate([...bare, ...bareAgain]);
  say(`bare         ${bareRate.toFixed(0)} requests/s (median)`);
  say(`durable      ${rate(durable).toFixed(0)} deliveries/s (median)`);
  say(`A/A          ${(rate(bareAgain) / rate(bare)).toFixed(3)} (bare against itself)`);
  say(`ratio        ${(rate(durable) / bareRate).toFixed(3)} (bar 0.35)`);
  say(`floor        ${(rate(floor) / bareRate).toFixed(3)} (the least that is durable, without checks)`);
  say('');
  cpuTimesTable({ bare: [...bare, ...bareAgain], floor, durable }, EVENTS).forEach(say);
} finally {
  await parts.stop();
}
