import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSessionToken, SessionCookie } from './session-cookie.js';

const TOKEN = `ffs_${'a'.repeat(43)}`;
const https = new SessionCookie({ isHttps: true });
const loopback = new SessionCookie({ isHttps: false });

test('over https the cookie is bound to the host and to https; no script can read it, and no foreign page sends it in a POST', () => {
  assert.equal(
    https.storing(TOKEN),
    `__Host-flowforge_session=${TOKEN}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=31536000`,
  );
  assert.equal(
    https.deleting(),
    '__Host-flowforge_session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0',
  );
});

test('over plain http it has a plain name, and the rest of the attributes', () => {
  assert.equal(
    loopback.storing(TOKEN),
    `flowforge_session=${TOKEN}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000`,
  );
});

test('it is found among other cookies, by its exact name', () => {
  assert.equal(loopback.valueIn(`a=b; flowforge_session=${TOKEN}; c`), TOKEN);
  assert.equal(loopback.valueIn(`flowforge_session=first; flowforge_session=second`), 'first');
  assert.equal(loopback.valueIn('flowforge_session=a=b'), 'a=b');
  assert.equal(loopback.valueIn('flowforge_session='), '');
  assert.equal(loopback.valueIn(`__Host-flowforge_session=${TOKEN}; xflowforge_session=x`), undefined);
  assert.equal(https.valueIn(`flowforge_session=${TOKEN}`), undefined);
  assert.equal(loopback.valueIn(undefined), undefined);
});

test('only a token of the registry is stored', () => {
  assert.equal(isSessionToken(TOKEN), true);
  for (const text of ['', 'ffs_', `${TOKEN}; Domain=evil.example`, `${TOKEN}\n`, `ff_${'a'.repeat(43)}`]) {
    assert.equal(isSessionToken(text), false, text);
    assert.throws(() => loopback.storing(text), TypeError);
  }
});
