import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { acceptedVersion } from './find-nats-server.js';
import { freePort } from './free-port.js';
import { readNatsInfo, startNats, type RunningNats } from './nats.js';
import { AlreadyRunningError } from './pid-file.js';

const BINARIES = fileURLToPath(new URL('../../../.flowforge/bin', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'flowforge-nats-'));
const running: RunningNats[] = [];
const start = async (name: string, port?: number): Promise<RunningNats> => {
  const nats = await startNats({
    dataFolder: join(folder, name),
    binaryFolder: BINARIES,
    ...(port !== undefined && { port }),
  });
  running.push(nats);
  return nats;
};
const open: NatsConnection[] = [];
const client = async (nats: RunningNats): Promise<NatsConnection> => {
  const connection = await connect({ servers: nats.url });
  open.push(connection);
  return connection;
};
after(async () => {
  await Promise.all(open.map((connection) => connection.close()));
  await Promise.all(running.map((nats) => nats.kill()));
  rmSync(folder, { recursive: true, force: true });
});

describe('a private nats-server', () => {
  test('two servers run at the same time; streams survive a kill and a restart on the same port', async () => {
    const [one, two] = await Promise.all([start('one'), start('two')]);
    assert.notEqual(one.port, two.port);
    await assert.rejects(start('one'), AlreadyRunningError);
    const before = await client(one);
    await (await jetstreamManager(before)).streams.add({ name: 'KEPT', subjects: ['kept.>'] });
    await jetstream(before).publish('kept.one', 'x');
    await before.close();
    await one.kill();
    const again = await start('one', one.port);
    assert.equal(again.url, one.url);
    assert.ok(existsSync(again.storeFolder));
    const stream = await (await jetstreamManager(await client(again))).streams.info('KEPT');
    assert.equal(stream.state.messages, 1);
    assert.deepEqual(await (await jetstreamManager(await client(two))).streams.list().next(), []);
  });

  test('listens on loopback and reports its version', async () => {
    const nats = await start('three');
    const info = await readNatsInfo('127.0.0.1', nats.port);
    assert.equal(info?.version, nats.version);
    assert.equal(info.jetstream, true);
    await nats.stop();
    await assert.rejects(readNatsInfo('127.0.0.1', nats.port), /ECONNREFUSED/);
  });

  test('the error of a failed start has the reason', async () => {
    const port = await freePort();
    const first = await start('four', port);
    await assert.rejects(start('five', port), /nats-server did not start[^]*address already in use/);
    await first.stop();
  });
});

test('versions older than 2.9 are refused', () => {
  assert.equal(acceptedVersion('nats-server: v2.9.10\n'), '2.9.10');
  assert.equal(acceptedVersion('nats-server: v2.12.0-RC.1'), '2.12.0-RC.1');
  assert.equal(acceptedVersion('nats-server: v3.0.0'), '3.0.0');
  assert.equal(acceptedVersion('nats-server: v2.8.4'), undefined);
  assert.equal(acceptedVersion('something else'), undefined);
});
