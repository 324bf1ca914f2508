import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { generateSecret, prepareSigningKey, signWebhook } from './sign.js';

const ID = '018eb05e-7efd-7bef-a765-7bccbd9f39d9';
const now = () => Math.floor(Date.now() / 1000);

function verify(secret: string, id: string, timestamp: number, body: string, signature: string): unknown {
  return new Webhook(secret).verify(body, {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  });
}

describe('a signature', () => {
  test('of any body is accepted by an independent verifier', () => {
    const secret = generateSecret();
    const key = prepareSigningKey(secret);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const body = JSON.stringify({ text });
        const timestamp = now();
        verify(secret, ID, timestamp, body, signWebhook([key], { id: ID, timestamp, body }));
      }),
    );
  });

  test('equals that of an independent implementation', () => {
    const secret = generateSecret();
    const message = { id: ID, timestamp: 1_731_705_121, body: '{"a":"é😀"}' };
    const expected = new Webhook(secret).sign(ID, new Date(message.timestamp * 1000), message.body);
    assert.equal(signWebhook([prepareSigningKey(secret)], message), expected);
  });

  test('with two keys, during the overlap of a rotation, is accepted with either secret', () => {
    const secrets = [generateSecret(), generateSecret()];
    const timestamp = now();
    const signature = signWebhook(secrets.map(prepareSigningKey), { id: ID, timestamp, body: '{}' });
    assert.match(signature, /^v1,\S{44} v1,\S{44}$/);
    for (const secret of secrets) verify(secret, ID, timestamp, '{}', signature);
    assert.throws(() => verify(generateSecret(), ID, timestamp, '{}', signature));
  });

  test('covers the id, the timestamp and the body', () => {
    const secret = generateSecret();
    const timestamp = now();
    const signature = signWebhook([prepareSigningKey(secret)], { id: ID, timestamp, body: '{}' });
    assert.throws(() => verify(secret, 'other', timestamp, '{}', signature));
    assert.throws(() => verify(secret, ID, timestamp + 1, '{}', signature));
    assert.throws(() => verify(secret, ID, timestamp, '{ }', signature));
  });

  test('cannot be made without a key', () => {
    assert.throws(() => signWebhook([], { id: ID, timestamp: 1, body: '{}' }), RangeError);
  });
});

describe('a signing secret', () => {
  test('is 32 random bytes', () => {
    const secret = generateSecret();
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.notEqual(secret, generateSecret());
  });

  const tooLong = `whsec_${Buffer.alloc(65).toString('base64')}`;
  for (const secret of [
    '',
    'whsec_',
    'whsec_c2hvcnQ=',
    'whsec_not base64 at all, and yet long enough for that!',
    tooLong,
  ]) {
    test(`is not "${secret.slice(0, 30)}"`, () => {
      assert.throws(() => prepareSigningKey(secret), TypeError);
    });
  }

  test('without its prefix is refused, and the error does not contain it', () => {
    const bare = generateSecret().slice('whsec_'.length);
    assert.throws(
      () => prepareSigningKey(bare),
      (error) => error instanceof TypeError && !error.message.includes(bare),
    );
  });

  test('is not revealed when its key is printed', () => {
    const secret = generateSecret();
    const printed = inspect(prepareSigningKey(secret), { depth: 9, showHidden: true });
    assert.ok(!printed.includes(secret.slice('whsec_'.length)));
  });
});
