import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHosts } from './hosts.js';

test('a hosts file has several names in a line, several addresses of a name, and comments', () => {
  const hosts = parseHosts(
    [
      '# Kubernetes-managed hosts file.',
      '127.0.0.1\tlocalhost',
      '::1  localhost ip6-localhost # loopback',
      '10.1.2.3 Partner.Example.com partner',
      'fe80::1%eth0 zoned',
      'not-an-address name',
      '203.0.113.7',
    ].join('\r\n'),
  );
  assert.deepEqual(hosts.get('localhost'), [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]);
  assert.deepEqual(hosts.get('partner.example.com'), [{ address: '10.1.2.3', family: 4 }]);
  assert.deepEqual([...hosts.keys()], ['localhost', 'ip6-localhost', 'partner.example.com', 'partner']);
});
