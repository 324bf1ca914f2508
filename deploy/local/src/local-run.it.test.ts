import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { removePostgresData } from '@flowforge/local-servers/postgres';
import { freePort, isPortFree } from '@flowforge/local-servers/free-port';
import { isRunning } from '@flowforge/local-servers/process-identity';
import { natsOptions } from '@flowforge/messaging/nats-options';
import { until } from '@flowforge/testing/until';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { FIXED_PORTS_SPAN } from './addresses.js';
import { Launcher, WAIT_MAX_MS } from './launcher.testing.js';

describe('a local run', () => {
  let root: string;
  const launchers: Launcher[] = [];
  const start = (replicas: number, env: NodeJS.ProcessEnv = {}): Launcher => {
    const launcher = new Launcher(root, replicas, env);
    launchers.push(launcher);
    return launcher;
  };

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'flowforge-run-'));
  });
  // A failed test leaves its launcher: it stops its processes, so that the next test finds none.
  afterEach(async () => {
    const running = launchers.filter(({ child }) => child.exitCode === null && child.signalCode === null);
    for (const { child } of running) child.kill('SIGTERM');
    for (const { exited } of running) await exited;
  });
  after(async () => {
    for (const launcher of launchers) launcher.child.kill('SIGKILL');
    for (const launcher of launchers) await launcher.exited;
    await removePostgresData(join(root, '.flowforge/data/postgres'));
    rmSync(root, { recursive: true, force: true });
  });

  test('writes all addresses to run.json, restarts processes that end, and stops everything on SIGTERM', async () => {
    const launcher = start(2);
    const run = await launcher.runFile();
    assert.equal(statSync(launcher.runFilePath).mode & 0o777, 0o600);
    assert.deepEqual(Object.keys(run), [
      'public_url',
      'api_key',
      'receiver_url',
      'services',
      'database_url',
      'nats_url',
      'console_url',
      'console_email',
      'console_password',
    ]);
    assert.match(run.console_url, new RegExp(`^${run.public_url}/local-sign-in#[\\w-]{43}$`));
    assert.equal(run.console_email, 'owner@demo.localhost');
    assert.match(run.console_password, /^\w{30,}$/);
    for (const service of [run.services.conversations, run.services.registry, run.services.delivery]) {
      const { replicas, ...first } = service;
      assert.equal(replicas.length, 2);
      assert.deepEqual(replicas[0], first);
    }
    const received: unknown = await (await fetch(`${run.receiver_url}/received`)).json();
    assert.deepEqual(received, { items: [], total: 0 });

    const operator = await connect(natsOptions({ url: run.nats_url, name: 'test' }));
    assert.deepEqual(await (await jetstreamManager(operator)).streams.list().next(), []);
    await operator.close();
    const anonymous = connect({ servers: new URL(run.nats_url).host });
    await assert.rejects(anonymous, { name: 'AuthorizationError' });
    assert.equal(statSync(join(root, '.flowforge/data/nats/nats.conf')).mode & 0o777, 0o600);

    const victim = run.services.delivery;
    writeFileSync(join(root, 'not-ready'), '');
    process.kill(victim.pid, 'SIGKILL');
    const next = await launcher.runFile((now) => now.services.delivery.pid !== victim.pid);
    assert.equal(next.services.delivery.url, victim.url);
    assert.deepEqual(next.services.registry, run.services.registry);
    const answer = await until('an answer of the new process', () => getJson(victim.url), WAIT_MAX_MS);
    assert.deepEqual(answer, { service: 'delivery', pid: next.services.delivery.pid });
    assert.doesNotMatch(launcher.output, /delivery-1 runs again/);
    rmSync(join(root, 'not-ready'));
    await until('a ready process', () => launcher.output.includes('delivery-1 runs again'), WAIT_MAX_MS);

    for (const [name, file] of [
      ['nats-server', 'nats/nats.pid'],
      ['Postgres', 'postgres/postgres.pid'],
    ] as const) {
      const { pid } = launcher.server(file);
      process.kill(pid, 'SIGKILL');
      await until(`a new ${name}`, () => launcher.output.includes(`${name} runs again`), WAIT_MAX_MS);
      assert.notEqual(launcher.server(file).pid, pid);
    }

    const everything = launcher.processes(next);
    launcher.child.kill('SIGTERM');
    launcher.child.kill('SIGINT');
    assert.equal(await launcher.exited, 0, launcher.output);
    // All processes ended by themselves, before the deadline after which the launcher kills them.
    assert.doesNotMatch(launcher.output, /did not end in time|killed all processes/);
    assert.equal(existsSync(launcher.runFilePath), false);
    assert.deepEqual(everything.filter(isRunning), []);
  });

  test('stops the processes that a killed run has left', async (t) => {
    // The usual port of the front door is taken, by this server or by another program. Before the first run, which would take it.
    const other = createServer().listen(3_000, '127.0.0.1');
    t.after(() => other.close());
    await once(other, 'listening').catch(() => undefined);
    const killed = start(1);
    const first = await killed.runFile();
    const orphans = killed.processes(first);
    killed.child.kill('SIGKILL');
    await killed.exited;
    assert.equal(orphans.filter(isRunning).length, orphans.length);

    const before = killed.modifiedAt();
    const next = start(1, { TAKE_PORT: 'true' });
    const run = await next.runFile(() => next.modifiedAt() !== before);
    const { port } = new URL(run.public_url);
    const [, taken] = /another program has just taken port (\d+)/.exec(next.output) ?? [];
    assert.ok(taken !== undefined && taken !== port, next.output);
    assert.notEqual(port, '3000');
    await until(
      'the last line of the start',
      () => next.output.includes('Ctrl-C stops everything'),
      WAIT_MAX_MS,
    );
    assert.match(
      next.output,
      new RegExp(`port 3000 is taken by another program. This run uses port ${port}`),
    );
    assert.notEqual(run.console_url, first.console_url);
    assert.equal(run.console_password, first.console_password);
    assert.deepEqual(orphans.filter(isRunning), []);
    next.child.kill('SIGTERM');
    assert.equal(await next.exited, 0);
    assert.deepEqual(next.processes(run).filter(isRunning), []);
  });

  test('a second signal, more than a second after the first, kills all processes at once', async () => {
    const launcher = start(1, { STUBBORN: 'delivery' });
    const everything = launcher.processes(await launcher.runFile());
    launcher.child.kill('SIGINT');
    // The delay is the condition under test: signals within a second count as one.
    await sleep(1_100);
    launcher.child.kill('SIGINT');
    assert.equal(await launcher.exited, 1);
    // After one signal, the launcher waits for the stubborn process until a deadline, and prints that it has passed.
    assert.match(launcher.output, /^killed all processes$/m);
    assert.doesNotMatch(launcher.output, /did not end in time/);
    await until('the end of all processes', () => everything.filter(isRunning).length === 0, WAIT_MAX_MS);
  });

  test('stops everything when it is stopped during its start', async () => {
    const launcher = start(1);
    const nats = await until('a nats-server', () => launcher.findServer('nats/nats.pid'), WAIT_MAX_MS);
    launcher.child.kill('SIGTERM');
    assert.equal(await launcher.exited, 0);
    assert.equal(isRunning(nats), false);
    assert.equal(launcher.findServer('nats/nats.pid'), undefined);
    assert.equal(launcher.findServer('postgres/postgres.pid'), undefined);
  });

  test('with BASE_PORT, PORT and HOST the ports are fixed, and the front door is open on every interface', async () => {
    const [basePort, port] = [await freeBasePort(), await freePort()];
    const launcher = start(2, {
      BASE_PORT: String(basePort),
      PORT: String(port),
      HOST: '0.0.0.0',
      PUBLIC_URL: `http://flowforge.example:${port}/`,
    });
    const run = await launcher.runFile();
    const url = (port: number): string => `http://127.0.0.1:${port}`;
    const replicas = (port: number): object[] => [
      { url: url(port), ops_url: url(port + 1) },
      { url: url(port + 2), ops_url: url(port + 3) },
    ];
    const addresses = Object.entries(run.services).map(([name, service]) => [
      name,
      service.replicas.map(({ url, ops_url }) => ({ url, ops_url })),
    ]);
    assert.deepEqual(Object.fromEntries(addresses), {
      conversations: replicas(basePort),
      registry: replicas(basePort + 20),
      delivery: replicas(basePort + 40),
    });

    assert.equal(run.public_url, `http://flowforge.example:${port}`);
    assert.match(run.console_url, new RegExp(`^${run.public_url}/local-sign-in#`));
    // All of 127.0.0.0/8 is this machine: 127.0.0.2 is open on every interface only.
    const answerAt = (address: string): Promise<unknown> => getJson(`http://${address}`);
    assert.ok(await answerAt(`127.0.0.1:${port}`));
    assert.ok(await answerAt(`127.0.0.2:${port}`));
    assert.ok(await answerAt(`127.0.0.1:${basePort}`));
    assert.equal(await answerAt(`127.0.0.2:${basePort}`), undefined);
    launcher.child.kill('SIGTERM');
    assert.equal(await launcher.exited, 0);
  });

  test('the error for a fixed port in use names the port and its setting', async () => {
    const basePort = await freeBasePort();
    const server = createServer().listen(basePort + 20, '127.0.0.1');
    await once(server, 'listening');
    const launcher = start(1, { BASE_PORT: String(basePort) });
    assert.equal(await launcher.exited, 1);
    server.close();
    assert.match(
      launcher.output,
      new RegExp(`Port ${basePort + 20} on 127.0.0.1 \\(BASE_PORT\\) cannot be opened`),
    );
  });

  test('the error for a wrong environment variable names it', async () => {
    const launcher = start(1, { DATABASE_URL: 'mysql://x' });
    assert.equal(await launcher.exited, 1);
    assert.match(launcher.output, /DATABASE_URL must be an address/);
    const wrongPath = start(1, { PUBLIC_URL: 'http://flow.example/app' });
    assert.equal(await wrongPath.exited, 1);
    assert.match(
      wrongPath.output,
      /PUBLIC_URL is wrong: it has a path; write only scheme, host and port: http:\/\/flow\.example/,
    );
  });
});

/** A base port with all its fixed ports free, outside of the range that the servers of other tests take their ports from. */
async function freeBasePort(): Promise<number> {
  for (;;) {
    const basePort = randomInt(11_000, 19_800);
    const ports = Array.from({ length: FIXED_PORTS_SPAN + 1 }, (_, index) => basePort + index);
    const free = await Promise.all(ports.map((port) => isPortFree(port)));
    if (free.every(Boolean)) return basePort;
  }
}

async function getJson(url: string): Promise<unknown> {
  try {
    return await (await fetch(url, { signal: AbortSignal.timeout(1_000) })).json();
  } catch {
    return undefined;
  }
}
