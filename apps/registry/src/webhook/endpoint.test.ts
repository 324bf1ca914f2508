import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndpointRule } from './endpoint.js';

const production = new EndpointRule(false);
const localRun = new EndpointRule(true);

const LONG_LABEL = 'a'.repeat(64);
const LONG_HOST = `${Array.from({ length: 4 }, () => 'a'.repeat(63)).join('.')}.com`;

/** Endpoints that are refused in production and in a local run, by the error message. */
const REFUSED: [reason: RegExp, endpoints: string[]][] = [
  [
    /absolute URL/,
    ['', 'crm.example.com', '/hooks', 'https://', 'https:///example.com', 'https://xn--a.com/'],
  ],
  [
    /start with https:\/\/|start with http:\/\/ or https:\/\//,
    ['ftp://crm.example.com', 'javascript:alert(1)', 'https:example.com', 'https:/example.com'],
  ],
  [/backslash/, ['https:\\\\example.com', 'https://example.com\\@127.0.0.1/', 'https://example.com/a\\b']],
  [
    /white space|control/,
    [
      'https://crm.example.com/a b',
      ' https://crm.example.com',
      'https://crm.example.com\t',
      'https://crm.exam\nple.com',
      'https://exam\u00adple.com/',
      'https://exam\u200dple.com/',
      'https://crm.example.com/\ud800',
      'https://crm.example.com/\u0000',
    ],
  ],
  [
    /user name/,
    [
      'https://user@crm.example.com',
      'https://user:password@crm.example.com',
      'https://@example.com',
      'https://:@example.com/',
    ],
  ],
  [/fragment/, ['https://crm.example.com/#top', 'https://crm.example.com/#']],
  [
    /percent/,
    [
      'https://ex%61mple.com/',
      'https://[fe80::1%25eth0]/',
      'https://crm.example.com/%zz',
      'https://crm.example.com/a%2',
      'https://crm.example.com/?q=%',
    ],
  ],
  [
    /write it as/,
    [
      'https://2130706433/',
      'https://0177.0.0.1/',
      'https://0x7f.1/',
      'https://16843009/',
      'https://1.1/',
      'https://1.1.1.1./',
      'https://１２７.0.0.1/',
      'https://example。com/',
      'https://ｅxample.com/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:a00:1]/',
      'https://[::ffff:1.1.1.1]/',
    ],
  ],
  [
    /full domain name/,
    ['https://registry/', 'https://registry:8443/', 'https://com/', 'https://conversations/v1'],
  ],
  [
    /ends with a dot|domain name/,
    [
      'https://crm.example.com./',
      'https://localhost./',
      'https://localhost../',
      'https://a..example.com/',
      'https://.example.com/',
    ],
  ],
  [/63 characters/, [`https://${LONG_LABEL}.com/`]],
  [/253 characters/, [`https://${LONG_HOST}/`]],
  [/letters, digits/, ['https://-a.example.com/', 'https://a-.example.com/', 'https://a$b.example.com/']],
  [
    /public internet/,
    [
      'https://registry.flowforge.svc/',
      'https://registry.flowforge.svc.cluster.local/',
      'https://printer.local/',
      'https://nas.home.arpa/',
      'https://1.0.0.127.in-addr.arpa/',
      'https://nas.lan/',
      'https://metadata.google.internal/',
      'https://nothing.invalid/',
      'https://expyuzz4wqqyqhjn.onion/',
      'https://crm.test/',
      'https://crm.example/',
      'https://api.localhost/',
      'https://name.alt/',
      'https://nas.localdomain/',
      'https://10.1.2.3/',
      'https://192.168.1.1/',
      'https://169.254.169.254/latest/meta-data',
      'https://168.63.129.16/',
      'https://100.64.0.1/',
      'https://0.0.0.0/',
      'https://[fd00::1]/',
      'https://[fe80::1]/',
      'https://[64:ff9b::101:101]/',
    ],
  ],
  [/port/, ['https://crm.example.com:0/', 'https://1.1.1.1:0/']],
  [/2048 characters/, [`https://crm.example.com/${'ü'.repeat(1_000)}`]],
];

test('an endpoint that is ambiguous or not public is refused, in a local run too', () => {
  for (const [reason, endpoints] of REFUSED) {
    for (const endpoint of endpoints) {
      for (const rule of [production, localRun]) {
        const result = rule.parse(endpoint);
        assert.ok('error' in result, `accepted: ${endpoint}`);
        assert.match(result.error, reason, endpoint);
      }
    }
  }
});

test('ports that browsers block, databases and brokers are refused', () => {
  const ports = [
    1, 7, 22, 25, 53, 110, 143, 389, 445, 465, 587, 636, 993, 1433, 1521, 2049, 2375, 2379, 3306, 3389, 4222,
    5060, 5432, 5672, 6000, 6222, 6379, 6443, 6667, 6697, 8222, 9042, 9092, 9200, 10080, 10250, 11211, 27017,
  ];
  for (const port of ports) {
    for (const host of ['crm.example.com', '1.1.1.1', '[2606:4700:4700::1111]']) {
      const result = production.parse(`https://${host}:${port}/`);
      assert.ok('error' in result && /port/.test(result.error), `accepted: ${host}:${port}`);
    }
  }
});

test('an accepted endpoint is returned in its normal form', () => {
  for (const [endpoint, normal] of [
    ['https://crm.example.com/hooks?source=flowforge', 'https://crm.example.com/hooks?source=flowforge'],
    ['https://crm.example.com', 'https://crm.example.com/'],
    ['HTTPS://CRM.Example.COM/Hooks', 'https://crm.example.com/Hooks'],
    ['https://crm.example.com:443/', 'https://crm.example.com/'],
    ['https://crm.example.com:8443', 'https://crm.example.com:8443/'],
    ['https://crm.example.com/a/../b/./c', 'https://crm.example.com/b/c'],
    ['https://crm.example.com/a%20b?c=%FF', 'https://crm.example.com/a%20b?c=%FF'],
    ['https://crm.example.com/ü', 'https://crm.example.com/%C3%BC'],
    ['https://crm.example.com/@team', 'https://crm.example.com/@team'],
    ['https://my_app.example.com/', 'https://my_app.example.com/'],
    ['https://bücher.example.com/haken', 'https://xn--bcher-kva.example.com/haken'],
    ['https://xn--bcher-kva.example.com/', 'https://xn--bcher-kva.example.com/'],
    ['https://internal.example.com/', 'https://internal.example.com/'],
    ['https://localhost.example.com/', 'https://localhost.example.com/'],
    ['https://1.1.1.1/', 'https://1.1.1.1/'],
    ['https://[2606:4700:4700:0::1111]/', 'https://[2606:4700:4700::1111]/'],
  ] as const) {
    for (const rule of [production, localRun]) {
      assert.deepEqual(rule.parse(endpoint), { endpoint: normal }, endpoint);
    }
  }
});

test('http, loopback, localhost and any port are allowed only in a local run', () => {
  for (const [endpoint, normal] of [
    ['http://crm.example.com/', 'http://crm.example.com/'],
    ['http://localhost:3000/hooks', 'http://localhost:3000/hooks'],
    ['https://LOCALHOST/', 'https://localhost/'],
    ['http://127.0.0.1:9/hooks', 'http://127.0.0.1:9/hooks'],
    ['https://127.1.2.3/', 'https://127.1.2.3/'],
    ['http://[::1]:5432/', 'http://[::1]:5432/'],
    ['https://crm.example.com:5432/', 'https://crm.example.com:5432/'],
  ] as const) {
    assert.ok('error' in production.parse(endpoint), `accepted: ${endpoint}`);
    assert.deepEqual(localRun.parse(endpoint), { endpoint: normal }, endpoint);
  }
});

test('the error message says what to do, and never contains the endpoint', () => {
  const errorOf = (endpoint: string): string => {
    const result = production.parse(endpoint);
    return 'error' in result ? result.error : '';
  };
  assert.equal(errorOf('http://crm.example.com/'), 'must start with https://');
  assert.equal(
    errorOf('https://0x01010101/'),
    'has a host in an unusual notation: write it as 1.1.1.1 or use another host',
  );
  assert.doesNotMatch(errorOf('https://user:hush@crm.example.com/'), /hush/);
});
