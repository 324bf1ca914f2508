import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { ReceivedValues } from './received-values.testing.js';
import { Disconnected, NatsLink } from './nats-link.js';
import { PrivateNats } from './private-nats.testing.js';
import type { NatsRefusal } from './refusals.js';

describe('NatsLink', () => {
  let nats: PrivateNats;
  const links: NatsLink[] = [];
  const refusals = new ReceivedValues<NatsRefusal>();
  const open = (url: string): { link: NatsLink; connects: ReceivedValues<'connected'> } => {
    const link = new NatsLink({ url, name: 'test' }, (refusal) => refusals.add(refusal));
    const connects = new ReceivedValues<'connected'>();
    link.onConnect(() => connects.add('connected'));
    links.push(link);
    return { link, connects };
  };

  before(async () => {
    nats = await PrivateNats.start(process.env);
  });
  after(async () => {
    await Promise.all(links.map((link) => link.close()));
    await nats.stop();
  });

  test('a refused subject is reported as publish or subscribe', async () => {
    const { link, connects } = open(nats.url('registry'));
    await connects.next('the connection');
    link.connection?.publish('events.captured_form.created.v1');
    assert.deepEqual(await refusals.next('the refusal'), {
      operation: 'publish',
      subject: 'events.captured_form.created.v1',
    });
    link.connection?.subscribe('>', { callback: () => undefined });
    assert.deepEqual(await refusals.next('the refusal'), { operation: 'subscribe', subject: '>' });
  });

  test('a wrong password is reported, and the link stays without a connection', async () => {
    const url = new URL(nats.url('registry'));
    url.password = 'wrong';
    const { link } = open(url.href);
    assert.deepEqual(await refusals.next('the refusal'), { operation: 'connect' });
    assert.equal(link.connection, undefined);
    await link.close();
  });

  test('a link that is closed before its first connect tries no more, so its process can end', async () => {
    const program = `import { NatsLink } from '${import.meta.resolve('./nats-link.js')}';
      const link = new NatsLink({ url: 'nats://127.0.0.1:1', name: 'test' }, () => undefined);
      await link.close();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
    try {
      const [code] = await once(child, 'exit', { signal: AbortSignal.timeout(20_000) });
      assert.equal(code, 0);
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('a wait for an answer fails when the connection is lost; the link connects again', async () => {
    const { link, connects } = open(nats.url('operator'));
    await connects.next('the connection');
    const waiting = link.whileConnected(new Promise<never>(() => undefined));
    const lost = assert.rejects(waiting, Disconnected);
    await nats.kill();
    await lost;
    assert.equal(link.connection, undefined);
    await assert.rejects(link.whileConnected(new Promise<never>(() => undefined)), Disconnected);
    await nats.restart();
    await connects.next('the new connection');
    assert.equal(await link.whileConnected(Promise.resolve(1)), 1);
  });
});
