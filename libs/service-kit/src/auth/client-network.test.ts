import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientNetwork } from './client-network.js';

test('an IPv4 address is one client, also in its IPv6-mapped form', () => {
  assert.equal(clientNetwork('192.0.2.7'), '192.0.2.7');
  assert.equal(clientNetwork('::ffff:192.0.2.7'), '192.0.2.7');
});

test('IPv6 addresses of one /64 network are one client', () => {
  assert.equal(clientNetwork('2001:db8::1'), clientNetwork('2001:db8:0:0:ffff::2'));
  assert.notEqual(clientNetwork('2001:db8::1'), clientNetwork('2001:db8:0:1::1'));
});

test('a text that is not an address is returned unchanged', () => {
  assert.equal(clientNetwork('unix'), 'unix');
});
