import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { verifyApiKey } from '@flowforge/contracts/requests/verify-api-key';
import { Logger } from '@nestjs/common';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { natsOptions } from './nats-options.js';
import { PrivateNats } from './private-nats.testing.js';
import { RequestServer } from './request-server.js';

let nats: PrivateNats;
let delivery: NatsConnection;

before(async () => {
  Logger.overrideLogger(false);
  nats = await PrivateNats.start(process.env);
  delivery = await connect(natsOptions({ url: nats.url('delivery'), name: 'delivery' }));
});
after(async () => {
  await delivery.close();
  await nats.stop();
});

test('requests that arrive while a replica closes are answered, by it or by the other one', async () => {
  let markStarted: () => void = () => undefined;
  let end: () => void = () => undefined;
  const started = new Promise<void>((resolve) => (markStarted = resolve));
  const mayEnd = new Promise<void>((resolve) => (end = resolve));
  const replica = async (name: string, answer: () => Promise<void>): Promise<RequestServer> => {
    const server = new RequestServer({
      ...natsOptions({ url: nats.url('registry'), name }),
      queue: 'registry',
    });
    server.addHandler(verifyApiKey.subject, async () => {
      await answer();
      return name;
    });
    await new Promise<void>((resolve) => void server.listen(() => resolve()));
    return server;
  };
  const ask = async (): Promise<unknown> => {
    const request = JSON.stringify({ pattern: verifyApiKey.subject, data: {}, id: '1' });
    const answer = await delivery.request(verifyApiKey.subject, request, { timeout: 5_000 });
    return answer.json<{ response: unknown }>().response;
  };
  const closing = await replica('closing', async () => {
    markStarted();
    await mayEnd;
  });
  const running = ask();
  await started;
  const other = await replica('other', () => Promise.resolve());
  const closed = closing.close();
  const others = Array.from({ length: 50 }, ask);
  end();
  assert.equal(await running, 'closing');
  await Promise.all(others);
  await closed;
  assert.equal(await ask(), 'other');
  await other.close();
});
