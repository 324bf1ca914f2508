import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { freePort } from '@flowforge/local-servers/free-port';
import { Webhook } from 'standardwebhooks';
import type { Received } from './received.js';
import { Receiver } from './receiver.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('the demo receiver', () => {
  const lines: string[] = [];
  const receiver = new Receiver((line) => lines.push(line));
  let url: string;
  before(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    await receiver.listen(port);
  });
  after(() => receiver.close());

  const send = async (path: string, body: string, signed: string = body, id = 'event-1'): Promise<void> => {
    const now = new Date();
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(SECRET).sign(id, now, signed),
        'flowforge-event': 'conversation.closed',
      },
    });
    assert.equal(response.status, 200);
  };
  const received = async (after = 0): Promise<{ items: Received[]; total: number }> => {
    const answer: { items: Received[]; total: number } = JSON.parse(
      await (await fetch(`${url}/received?after=${after}`)).text(),
    );
    return answer;
  };

  test('verifies signatures of a secret that is added, also of earlier webhooks', async () => {
    await send('/demo', '{"a":1}');
    assert.equal((await received()).items[0]?.verified, false);
    assert.equal((await received()).items[0]?.not_verified, 'no_secret');
    assert.match(lines[0] ?? '', /SIGNATURE NOT VERIFIED: no secret is known {2}→ \/demo$/);
    assert.equal(
      lines[1],
      `webhook  to verify it, give the receiver the secret of this webhook:  curl ${url}/secrets -d '{"secret":"whsec_..."}'`,
    );
    await send('/demo', '{"a":1}');
    assert.equal(lines.length, 3, 'how to give the secret is said once for a path');
    const added = await fetch(`${url}/secrets`, { method: 'POST', body: JSON.stringify({ secret: SECRET }) });
    assert.equal(added.status, 201);
    await send('/any/path', '{"b": 2}');
    const { items, total } = await received();
    assert.equal(total, 3);
    assert.deepEqual(
      items
        .slice(1)
        .map(({ path, verified, not_verified, body, json }) => [path, verified, not_verified, body, json]),
      [
        ['/demo', true, null, '{"a":1}', { a: 1 }],
        ['/any/path', true, null, '{"b": 2}', { b: 2 }],
      ],
    );
    const newest: { items: Received[] } = JSON.parse(await (await fetch(`${url}/received?limit=1`)).text());
    assert.deepEqual(newest.items, items.slice(2));
    assert.equal(items[2]?.headers['flowforge-event'], 'conversation.closed');
    assert.match(lines[3] ?? '', /conversation\.closed {2}event-1 {2}signature verified/);
  });

  test('does not verify a body that differs from the signed one', async () => {
    const { total } = await received();
    await send('/any/path', '{"a":2}', '{"a":1}');
    assert.equal((await received(total)).items[0]?.verified, false);
    assert.equal((await received(total)).items[0]?.not_verified, 'wrong_signature');
    assert.match(
      lines.join('\n'),
      /NOT VERIFIED: the signature does not match any known secret {2}→ \/any\/path$/m,
    );
    await fetch(`${url}/unsigned`, { method: 'POST', body: '{}' });
    assert.equal((await received(total)).items[1]?.not_verified, 'no_signature');
  });

  test('passes on its secrets, so that the receiver of the next start has them', async () => {
    let known: readonly string[] = [];
    const first = new Receiver(
      () => undefined,
      (secrets) => (known = secrets),
    );
    const port = await freePort();
    await first.listen(port);
    const body = JSON.stringify({ secret: SECRET });
    await fetch(`http://127.0.0.1:${port}/secrets`, { method: 'POST', body });
    first.close();
    assert.deepEqual(known, [SECRET]);
    const second = new Receiver(() => undefined);
    second.addSecrets(known);
    assert.equal(await isVerifiedBy(second, port), true);
  });

  test('refuses a secret that is not valid', async () => {
    for (const body of ['', '{}', '{"secret": 1}', '{"secret": "whsec_"}', '{"secret": "undefined"}']) {
      assert.equal((await fetch(`${url}/secrets`, { method: 'POST', body })).status, 400, body);
    }
  });

  test('prints no control characters, and a limited number of lines per second', async () => {
    const printed = lines.length;
    const startedAt = performance.now();
    for (let n = 0; n < 100; n += 1) await send('/\u001b[2J', '{}', '{}', 'event-1');
    // Ten lines, one that explains, and one with the number of the others, in each second that has begun.
    const seconds = Math.ceil((performance.now() - startedAt) / 1_000) + 1;
    assert.ok(lines.length - printed <= seconds * 12);
    assert.ok(lines.every((line) => /^[\x20-\x7e→…]*$/.test(line)));
  });
});

/** Whether the receiver, listening on `port`, verifies a webhook that is signed with SECRET. */
async function isVerifiedBy(receiver: Receiver, port: number): Promise<boolean | undefined> {
  await receiver.listen(port);
  const now = new Date();
  await fetch(`http://127.0.0.1:${port}/demo`, {
    method: 'POST',
    body: '{}',
    headers: {
      'webhook-id': 'event-2',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(SECRET).sign('event-2', now, '{}'),
    },
  });
  const answer: { items: Received[] } = JSON.parse(
    await (await fetch(`http://127.0.0.1:${port}/received`)).text(),
  );
  receiver.close();
  return answer.items[0]?.verified;
}
