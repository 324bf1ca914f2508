import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DestinationRule } from './destination-rule.js';

const production = new DestinationRule(false);
const localRun = new DestinationRule(true);

test('a public host and a web port are allowed', () => {
  for (const rule of [production, localRun]) {
    for (const host of ['crm.example.com', '1.1.1.1', '[2606:4700:4700::1111]', '2606:4700:4700::1111']) {
      assert.equal(rule.hostError(host), null, host);
    }
    for (const port of [80, 443, 3000, 8080, 8443]) assert.equal(rule.portError(port), null, String(port));
  }
});

test('a host that is not on the public internet is refused, in a local run too', () => {
  for (const rule of [production, localRun]) {
    for (const host of ['registry', 'registry.svc', 'nas.local', 'a.localhost', '10.0.0.1', '[fd00::1]']) {
      assert.notEqual(rule.hostError(host), null, host);
    }
    assert.equal(rule.allowsAddress('169.254.169.254'), false);
    assert.notEqual(rule.portError(0), null);
  }
});

test('loopback, localhost and other ports are allowed only in a local run', () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    assert.notEqual(production.hostError(host), null, host);
    assert.equal(localRun.hostError(host), null, host);
  }
  assert.deepEqual(
    ['127.0.0.1', '::1'].map((address) => [
      production.allowsAddress(address),
      localRun.allowsAddress(address),
    ]),
    [
      [false, true],
      [false, true],
    ],
  );
  assert.match(production.portError(5432) ?? '', /5432/);
  assert.equal(localRun.portError(5432), null);
});
