import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopbackAddress, isPublicAddress, literalAddress, mappedIpv4 } from './address-rule.js';

const NOT_PUBLIC = {
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  'loopback in other notations': [
    '2130706433',
    '017700000001',
    '0177.0.0.1',
    '0x7f000001',
    '0x7f.1',
    '127.1',
  ],
  'IPv4 inside IPv6': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::127.0.0.1', '::7f00:1'],
  translated: ['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001:0:7f00:1::'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd00:ec2::254', 'fec0::1'],
  'link-local and metadata': [
    '169.254.169.254',
    'fe80::1',
    'fe80::1%eth0',
    '168.63.129.16',
    '::ffff:168.63.129.16',
  ],
  'carrier-grade NAT': ['100.64.0.1', '100.100.100.200'],
  'unspecified, multicast, broadcast, reserved': [
    '0.0.0.0',
    '0',
    '::',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    '240.0.0.1',
  ],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.9', '2001:db8::1'],
  'no address': ['', 'example.com', '999.1.1.1', '1.2.3.4.5', '2606:4700::1111%eth0'],
};

for (const [kind, addresses] of Object.entries(NOT_PUBLIC)) {
  test(`not public: ${kind}`, () => {
    for (const address of addresses) assert.equal(isPublicAddress(address), false, address);
  });
}

test('public addresses are public in every notation', () => {
  for (const address of [
    '1.1.1.1',
    '93.184.215.14',
    '16843009',
    '0x1.0x1.1.1',
    '2606:4700:4700::1111',
    '::ffff:1.1.1.1',
  ]) {
    assert.equal(isPublicAddress(address), true, address);
  }
});

test('the IP address in the host of a URL; null for a name', () => {
  assert.equal(literalAddress(new URL('http://0x7f.1/').hostname), '127.0.0.1');
  assert.equal(literalAddress(new URL('http://[::ffff:10.0.0.1]/').hostname), '::ffff:a00:1');
  assert.equal(literalAddress('example.com'), null);
});

test('loopback is 127.0.0.0/8 and ::1', () => {
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
    assert.equal(isLoopbackAddress(address), true, address);
  }
  for (const address of ['128.0.0.1', '10.0.0.1', '::2', 'localhost', '']) {
    assert.equal(isLoopbackAddress(address), false, address);
  }
});

test('the IPv4 address inside a mapped IPv6 address', () => {
  assert.equal(mappedIpv4('::ffff:a00:1'), '10.0.0.1');
  for (const address of ['::1', '10.0.0.1', '64:ff9b::a00:1', 'example.com']) {
    assert.equal(mappedIpv4(address), null, address);
  }
});
