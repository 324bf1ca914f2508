import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestHeaders, responseHeaders } from './headers.js';

const client = { address: '203.0.113.9', protocol: 'https', host: 'api.example.com', requestId: 'r-1' };

test('headers in which a client states its own address are replaced by the front door', () => {
  const headers = requestHeaders(
    {
      'x-forwarded-for': '127.0.0.1',
      forwarded: 'for=127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-request-id': 'mine',
    },
    client,
  );
  assert.deepEqual(headers, {
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'api.example.com',
    'x-request-id': 'r-1',
  });
});

test('headers of the connection are not forwarded, nor those that `connection` names', () => {
  const incoming = {
    connection: 'close, X-Once',
    'x-once': '1',
    te: 'trailers',
    'transfer-encoding': 'chunked',
    authorization: 'Bearer key',
  };
  assert.equal(requestHeaders(incoming, client).authorization, 'Bearer key');
  assert.deepEqual(Object.keys(responseHeaders(incoming)), ['authorization']);
});
