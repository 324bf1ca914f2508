import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { TLSSocket } from 'node:tls';
import { CERTIFICATE, KEY } from './localhost-certificate.fixture.js';
import { NatsLink } from './nats-link.js';
import { PrivateNats } from './private-nats.testing.js';
import { ReceivedValues } from './received-values.testing.js';

/** Greets like a NATS server, and keeps what clients send after the greeting, decrypted where it offers TLS. */
class Listener {
  readonly attempts = new ReceivedValues<'attempt'>();
  readonly received: string[] = [];
  private readonly sockets: Socket[] = [];

  private constructor(private readonly server: Server) {}

  static async start(secured: boolean): Promise<Listener> {
    const server = createServer();
    const listener = new Listener(server);
    server.on('connection', (socket) => {
      listener.sockets.push(socket);
      listener.attempts.add('attempt');
      const info = { server_id: 'x', version: '2.10.0', proto: 1, headers: true, tls_required: secured };
      socket.write(`INFO ${JSON.stringify(info)}\r\n`);
      const read = secured ? new TLSSocket(socket, { isServer: true, cert: CERTIFICATE, key: KEY }) : socket;
      for (const stream of [socket, read]) stream.on('error', () => undefined);
      read.on('data', (chunk: Buffer) => listener.received.push(chunk.toString('utf8')));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return listener;
  }

  get url(): string {
    const { port }: AddressInfo = Object(this.server.address());
    return `tls://registry:the-password@localhost:${port}`;
  }

  /** A socket that stays open would keep this process running. */
  stop(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

describe('a connection to NATS by tls://', () => {
  let folder: string;
  let caFile: string;
  const ends: (() => unknown)[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flowforge-nats-tls-'));
    caFile = join(folder, 'ca.crt');
    await writeFile(caFile, CERTIFICATE);
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  after(() => rm(folder, { recursive: true }));

  function open(url: string, onFailed?: (error: Error) => void): NatsLink {
    const link = new NatsLink({ url, name: 'test' }, () => undefined, onFailed);
    ends.push(() => link.close());
    return link;
  }

  test('verifies the server by the authority in the file', async () => {
    const keyFile = join(folder, 'tls.key');
    await writeFile(keyFile, KEY);
    const nats = await PrivateNats.start(process.env, { certFile: caFile, keyFile });
    ends.push(() => nats.stop());
    const address = new URL(nats.url('registry'));
    const link = open(`tls://registry:${address.password}@localhost:${address.port}?ca=${caFile}`);
    const connects = new ReceivedValues<'connected'>();
    link.onConnect(() => connects.add('connected'));
    assert.equal(await connects.next('the connection'), 'connected');
  });

  for (const [what, secured, query] of [
    ['a server of an unknown authority', true, () => ''],
    ['a server without TLS', false, () => `?ca=${caFile}`],
  ] as const) {
    test(`sends nothing to ${what}, and tries again`, async () => {
      const listener = await Listener.start(secured);
      ends.push(() => listener.stop());
      const failures: string[] = [];
      const link = open(listener.url + query(), ({ message }) => failures.push(message));
      // An attempt begins when the one before has failed.
      await listener.attempts.next('the first attempt');
      await listener.attempts.next('the second attempt');
      await listener.attempts.next('the third attempt');
      assert.equal(failures.length, 1, failures.join('\n'));
      assert.equal(link.connection, undefined);
      assert.deepEqual(listener.received, []);
    });
  }

  test('a missing file of the authority is reported with its path', async () => {
    const listener = await Listener.start(true);
    ends.push(() => listener.stop());
    const failures = new ReceivedValues<Error>();
    open(`${listener.url}?ca=${folder}/missing.crt`, (error) => failures.add(error));
    assert.match((await failures.next('the failure')).message, /missing\.crt/);
  });
});
