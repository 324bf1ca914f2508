// `npm run fresh-clone [-- --user NAME] [-- --with-test] [-- --beside-system-servers]`
// Tests the first start of a newcomer. Clones HEAD into an empty folder, runs `npm start` there with only PATH and HOME set,
// makes the requests of the guide, and checks the webhooks that the demo receiver got.
//   --user NAME              runs everything as that account (needs root)
//   --with-test              runs `npm test` in the clone at the same time
//   --beside-system-servers  first starts a nats-server on port 4222 and a Postgres on port 5432, and checks at the end that
//                            they are unchanged
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    user: { type: 'string' },
    'with-test': { type: 'boolean', default: false },
    'beside-system-servers': { type: 'boolean', default: false },
  },
});
const READY_MS = 300_000;
const source = join(dirname(fileURLToPath(import.meta.url)), '..');
const say = (text) => console.log(text);

function check(condition, what) {
  if (!condition) throw new Error(`check failed: ${what}`);
  say(`  ok  ${what}`);
}

/** uid and gid of an account; empty for the account that runs this script. */
function account(name) {
  if (name === undefined) return {};
  const [, , uid, gid] = execFileSync('getent', ['passwd', name], { encoding: 'utf8' }).split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

const accountIds = account(options.user);
const folder = mkdtempSync(join(tmpdir(), 'flowforge-clone-'));
const clone = join(folder, 'flowforge');
execFileSync('git', ['clone', '--quiet', source, clone]);
if (accountIds.uid !== undefined) {
  execFileSync('chown', ['-R', `${accountIds.uid}:${accountIds.gid}`, folder]);
  chownSync(folder, accountIds.uid, accountIds.gid);
}
const env = { PATH: process.env.PATH, HOME: folder, CI: 'true' };

/**
 * Deletes data of Postgres outside of the clone, where it can be when this runs as root
 * (libs/local-servers/src/server-account.ts).
 */
function deleteMovedData() {
  const base = '/var/lib/flowforge';
  for (const name of existsSync(base) ? readdirSync(base) : []) {
    const original = join(base, name, 'original-folder');
    if (existsSync(original) && readFileSync(original, 'utf8').startsWith(folder)) {
      rmSync(join(base, name), { recursive: true, force: true });
    }
  }
}

/** Starts a command in its own process group, as a terminal does, so that a signal reaches all its processes. */
function run(command, args) {
  const child = spawn(command, args, {
    cwd: clone,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...accountIds,
  });
  const lines = [];
  const keep = (chunk) => lines.push(chunk.toString('utf8'));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise((resolve) => child.on('close', resolve));
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // The group has ended already.
    }
  };
  return { child, exited, signal, output: () => lines.join('') };
}

async function until(what, find, ms) {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline) {
    const found = await find();
    if (found) return found;
    await delay(100);
  }
  throw new Error(`waited ${ms / 1000} s for ${what}`);
}

const listens = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() && true));
    socket.once('error', () => resolve(false));
  });

/** Starts a nats-server on 4222 and a Postgres on 5432, the ports of system servers. */
async function startSystemServers() {
  const { startNats } = await import('@flowforge/local-servers/nats');
  const { startPostgres } = await import('@flowforge/local-servers/postgres');
  const nats = await startNats({ dataFolder: join(folder, 'system-nats'), port: 4222 });
  const postgres = await startPostgres({
    dataFolder: join(folder, 'system-postgres'),
    durable: false,
    port: 5432,
  });
  const { default: pg } = await import('pg');
  const { connect: connectNats } = await import('@nats-io/transport-node');
  const { jetstreamManager } = await import('@nats-io/jetstream');
  return {
    checkUnchanged: async () => {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      const { rows } = await client.query(
        `SELECT (SELECT count(*) FROM pg_database WHERE NOT datistemplate) AS databases,
                (SELECT count(*) FROM pg_roles WHERE rolname LIKE 'flowforge%') AS roles`,
      );
      await client.end();
      check(
        rows[0].databases === '2' && rows[0].roles === '0',
        'the Postgres on 5432 has no database or role of Flowforge',
      );
      const connection = await connectNats({ servers: nats.url });
      const streams = await (await jetstreamManager(connection)).streams.list().next();
      await connection.close();
      check(streams.length === 0, 'the nats-server on 4222 has no stream of Flowforge');
    },
    stop: () => Promise.all([nats.stop(), postgres.stop()]),
  };
}

/** Makes the guide's requests to the public URL. Returns the webhooks that the receiver got for them. */
async function followGuide({ public_url: url, api_key: key, receiver_url: receiver }) {
  const call = async (method, path, body, token = key) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
  const webhook = await call('POST', '/v1/webhooks', { name: 'CRM', endpoint: `${receiver}/fresh-clone` });
  await fetch(`${receiver}/secrets`, { method: 'POST', body: JSON.stringify({ secret: webhook.secret }) });
  const form = await call('POST', '/v1/forms', {
    name: 'Algoscale Leads',
    fields: ['name', 'email', 'query'].map((name) => ({ name, label: name, type: 'text', required: true })),
  });
  const intent = await call('POST', '/v1/intents', { name: 'SALES', utterances: ['I want to book a room'] });
  const assistant = await call('POST', '/v1/assistants', {
    name: 'Reception',
    form_ids: [form.id],
    intent_ids: [intent.id],
  });
  const widget = await call('POST', '/v1/widgets', { assistant_id: assistant.id, channel: 'chat' });
  await call('POST', '/v1/assignments', { webhook_id: webhook.id, assistant_id: assistant.id });
  await call('POST', '/v1/assignments', { webhook_id: webhook.id, form_id: form.id });
  const started = await call('POST', '/v1/chat/conversations', { widget_id: widget.id }, null);
  const chat = `/v1/chat/conversations/${started.conversation_id}`;
  await call('POST', `${chat}/messages`, { text: 'I want to book a room' }, started.visitor_token);
  await call(
    'POST',
    `${chat}/forms/${form.id}`,
    { field_values: { name: 'Smith Stevens', email: 'smith@gmail.com', query: 'flask developer' } },
    started.visitor_token,
  );
  await call('POST', `${chat}/close`, undefined, started.visitor_token);
  const received = async () => {
    const { items } = await (await fetch(`${receiver}/received`)).json();
    return items.filter((item) => item.path === '/fresh-clone');
  };
  await until('three webhooks', async () => (await received()).length >= 3, 15_000);
  return received();
}

let failed = false;
let system;
let start;
let test;
try {
  if (options['beside-system-servers']) {
    say('starting a nats-server on 4222 and a Postgres on 5432');
    system = await startSystemServers();
  }
  say(`npm start in ${clone}${options.user ? ` as ${options.user}` : ''}`);
  start = run('npm', ['start']);
  if (options['with-test']) test = run('npm', ['test']);
  const runFile = join(clone, '.flowforge/run.json');
  const startedAt = Date.now();
  await until('run.json', () => existsSync(runFile) || start.child.exitCode !== null, READY_MS);
  check(
    existsSync(runFile),
    `ready after ${Math.round((Date.now() - startedAt) / 1000)} s, install and build included`,
  );
  const received = await followGuide(JSON.parse(readFileSync(runFile, 'utf8')));
  check(received.length === 3, 'the receiver got exactly three webhooks');
  check(
    received.every((item) => item.verified),
    'all signatures are verified',
  );
  check(
    received
      .map((item) => item.event)
      .sort()
      .join() === 'captured_form.created,captured_intent.created,conversation.closed',
    'one webhook of each event',
  );
  if (test) {
    const code = await test.exited;
    const last = test.output().trimEnd().split('\n').at(-1);
    check(code === 0, `npm test at the same time: ${last}`);
  }
  const stoppedAt = Date.now();
  start.signal('SIGINT');
  const code = await Promise.race([start.exited, delay(20_000, 'none, it still runs')]);
  check(
    code === 0 && Date.now() - stoppedAt < 10_000,
    `stopped ${Date.now() - stoppedAt} ms after Ctrl-C with code ${code}`,
  );
  check(!existsSync(runFile), 'run.json is deleted');
  if (system) {
    check((await listens(4222)) && (await listens(5432)), 'the system servers still run');
    await system.checkUnchanged();
  }
} catch (error) {
  failed = true;
  say(`  FAILED  ${error.message}`);
  say(start?.output().slice(-4_000) ?? '');
  if (test) say(test.output().slice(-4_000));
  start?.signal('SIGINT');
  test?.signal('SIGTERM');
  await Promise.race([start?.exited, delay(12_000)]);
} finally {
  await system?.stop();
  if (!failed) {
    deleteMovedData();
    rmSync(folder, { recursive: true, force: true });
  }
}
say(failed ? `failed; the clone is kept at ${clone}` : 'all checks passed');
process.exitCode = failed ? 1 : 0;
