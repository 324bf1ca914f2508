import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SERVICE_NAMES } from '@flowforge/contracts/words';
import { FIXED_PORTS_SPAN, fixedPorts, opsUrlOf, urlOf } from './addresses.js';

test('a client on this machine can use the URL of every listen address', () => {
  const urls = (host: string): string[] => {
    const address = { host, port: 3000, opsPort: 3001 };
    return [urlOf(address), opsUrlOf(address)];
  };
  assert.deepEqual(urls('127.0.0.1'), ['http://127.0.0.1:3000', 'http://127.0.0.1:3001']);
  assert.deepEqual(urls('0.0.0.0'), ['http://127.0.0.1:3000', 'http://127.0.0.1:3001']);
  assert.deepEqual(urls('::'), ['http://[::1]:3000', 'http://127.0.0.1:3001']);
  assert.deepEqual(urls('fd00::1'), ['http://[fd00::1]:3000', 'http://127.0.0.1:3001']);
  assert.deepEqual(urls('192.168.1.5'), ['http://192.168.1.5:3000', 'http://127.0.0.1:3001']);
});

test('fixed ports differ for every process, up to eight replicas', () => {
  const ports = [...SERVICE_NAMES, 'console' as const].flatMap((name) =>
    Array.from({ length: name === 'console' ? 1 : 8 }, (_, index) =>
      fixedPorts(4000, name, index + 1),
    ).flatMap(({ port, opsPort }) => [port, opsPort]),
  );
  assert.equal(new Set(ports).size, ports.length);
  assert.ok(Math.max(...ports) <= 4000 + FIXED_PORTS_SPAN);
  assert.deepEqual(fixedPorts(4000, 'registry', 2), { port: 4022, opsPort: 4023 });
});
