import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OwnOrigin } from './own-origin.js';

describe('behind a public address', () => {
  const own = new OwnOrigin('https://flow.example/');

  test('its origin is the only one, whatever host the request names', () => {
    assert.equal(own.isHttps, true);
    assert.equal(own.includes('https://flow.example', '10.0.0.1:3000'), true);
    for (const origin of [
      'http://flow.example',
      'https://flow.example:8443',
      'https://flow.example.evil.example',
      'null',
    ])
      assert.equal(own.includes(origin, 'flow.example'), false, origin);
    assert.equal(own.includes('http://localhost:3000', 'localhost:3000'), false);
    assert.equal(own.includes('http://evil.example', 'evil.example'), false);
  });
});

describe('on loopback', () => {
  const own = new OwnOrigin('http://127.0.0.1:3000');

  test('every loopback name with this port is its own, when the request was sent to this name', () => {
    for (const host of ['127.0.0.1:3000', 'localhost:3000', '[::1]:3000'])
      assert.equal(own.includes(`http://${host}`, host), true, host);
    assert.equal(own.includes('http://localhost:3000', 'evil.example:3000'), false);
  });

  test('another port, another scheme and a foreign name are not', () => {
    assert.equal(own.includes('http://127.0.0.1:4000', '127.0.0.1:4000'), false);
    assert.equal(own.includes('http://127.0.0.1:4000', '127.0.0.1:3000'), false);
    assert.equal(own.includes('https://localhost:3000', 'localhost:3000'), false);
    assert.equal(own.includes('http://evil.example:3000', 'evil.example:3000'), false);
    assert.equal(own.isLoopback('evil.example:3000'), false);
    assert.equal(own.isLoopback(''), false);
  });
});

describe('a request', () => {
  const own = new OwnOrigin('https://flow.example');
  const check = (headers: Record<string, string>, needed: boolean): void =>
    own.requireFor({ headers, host: 'flow.example' }, needed);
  const refused = { status: 403, code: 'wrong_origin' };

  test('of an own page passes', () => {
    check({ origin: 'https://flow.example' }, true);
    check({ origin: 'https://flow.example', 'sec-fetch-site': 'same-origin' }, true);
    check({}, false);
  });

  test('of another page, or of an unknown one with a cookie, does not', () => {
    assert.throws(() => check({}, true), refused);
    assert.throws(() => check({ origin: 'https://evil.example' }, false), refused);
    assert.throws(() => check({ origin: 'null' }, false), refused);
    for (const site of ['cross-site', 'same-site', 'none', '']) {
      assert.throws(
        () => check({ origin: 'https://flow.example', 'sec-fetch-site': site }, true),
        refused,
        site,
      );
      assert.throws(() => check({ 'sec-fetch-site': site }, false), refused, site);
    }
  });
});
