import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { verifyApiKey } from '@flowforge/contracts/requests/verify-api-key';
import { Logger } from '@nestjs/common';
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { ReceivedValues } from './received-values.testing.js';
import { natsOptions } from './nats-options.js';
import { PrivateNats } from './private-nats.testing.js';
import { ServiceClient, ServiceUnavailable } from './service-client.js';

const REQUEST = { key_hash: 'a'.repeat(64) };

describe('ServiceClient', () => {
  let nats: PrivateNats;
  let registry: NatsConnection;
  let client: ServiceClient;
  let answer: (message: Msg) => void = () => undefined;
  const requests = new ReceivedValues<Msg>();

  before(async () => {
    // Nest's client prints every disconnect.
    Logger.overrideLogger(false);
    nats = await PrivateNats.start(process.env);
    registry = await connect(natsOptions({ url: nats.url('registry'), name: 'registry' }));
    client = new ServiceClient({ url: nats.url('delivery'), name: 'delivery' });
  });
  after(async () => {
    await client.close();
    await registry.close();
    await nats.stop();
  });

  test('fails at once when no service answers the subject', async () => {
    // This request was taken by a service that does not answer, so it ends at the deadline. It begins first.
    const silent = registry.subscribe(verifyApiKey.subject, {
      queue: 'registry',
      callback: (_, message) => requests.add(message),
    });
    await registry.flush();
    let isDeadlineOver = false;
    const unanswered = assert
      .rejects(client.ask(verifyApiKey, REQUEST), ServiceUnavailable)
      .finally(() => (isDeadlineOver = true));
    await requests.next('the request');
    silent.unsubscribe();
    await registry.flush();
    await assert.rejects(client.ask(verifyApiKey, REQUEST), ServiceUnavailable);
    assert.equal(isDeadlineOver, false);
    await unanswered;
  });

  test('returns the reply, with the NATS permissions of both services', async () => {
    registry.subscribe(verifyApiKey.subject, {
      queue: 'registry',
      callback: (_, message) => {
        requests.add(message);
        answer(message);
      },
    });
    await registry.flush();
    answer = (message) => message.respond(JSON.stringify({ response: { found: false }, isDisposed: true }));
    assert.deepEqual(await client.ask(verifyApiKey, REQUEST), { found: false });
    const request = await requests.next('the request');
    assert.match(request.reply ?? '', /^_INBOX\.delivery\./);
    assert.deepEqual(request.json<{ data: unknown }>().data, REQUEST);
  });

  test('fails when the reply does not fit the contract', async () => {
    answer = (message) => message.respond(JSON.stringify({ response: { found: 'yes' }, isDisposed: true }));
    await assert.rejects(client.ask(verifyApiKey, REQUEST), ServiceUnavailable);
    await requests.next('the request');
  });

  test('fails at the deadline when there is no reply', async () => {
    answer = () => undefined;
    // Timers of one process fire in the order of their times, however late they are.
    let isNearDeadline = false;
    setTimeout(() => (isNearDeadline = true), verifyApiKey.timeoutMs - 100);
    await assert.rejects(client.ask(verifyApiKey, REQUEST), ServiceUnavailable);
    assert.ok(isNearDeadline);
    await requests.next('the request');
  });

  test('fails by the deadline when the connection is lost during a request, and works after the reconnect', async () => {
    answer = () => undefined;
    const failed = assert.rejects(client.ask(verifyApiKey, REQUEST), ServiceUnavailable);
    await requests.next('the request');
    await nats.kill();
    // NATS is away, so nothing but the deadline can end the request.
    await failed;

    await nats.restart();
    answer = (message) => message.respond(JSON.stringify({ response: { found: false }, isDisposed: true }));
    for (;;) {
      await setImmediate();
      const reply = await client.ask(verifyApiKey, REQUEST).catch((error: unknown) => error);
      if (reply instanceof ServiceUnavailable) continue;
      assert.deepEqual(reply, { found: false });
      break;
    }
  });
});
