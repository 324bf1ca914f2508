import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientNetwork } from './client-network.js';

test('an IPv4 address stands for itself, in its IPv6 form too', () => {
  assert.equal(clientNetwork('192.0.2.7'), '192.0.2.7');
  assert.equal(clientNetwork('::ffff:192.0.2.7'), '192.0.2.7');
});

test('IPv6 addresses of one /64 network are one client', () => {
  assert.equal(clientNetwork('2001:db8::1'), clientNetwork('2001:db8:0:0:ffff::2'));
  assert.notEqual(clientNetwork('2001:db8::1'), clientNetwork('2001:db8:0:1::1'));
});

test('what is no address is left alone', () => {
  assert.equal(clientNetwork('unix'), 'unix');
});
