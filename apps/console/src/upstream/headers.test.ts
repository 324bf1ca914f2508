import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestHeaders, responseHeaders } from './headers.js';

const client = {
  address: '203.0.113.9',
  protocol: 'https',
  host: 'api.example.com',
  requestId: 'r-1',
  authorization: undefined,
};

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
    etag: '"1"',
  };
  assert.equal(requestHeaders(incoming, client)['x-once'], undefined);
  assert.deepEqual(Object.keys(responseHeaders(incoming)), ['etag']);
});

test('a service sees no cookie, and only the authorization that the front door has decided on', () => {
  const incoming = {
    cookie: 'flowforge_session=x',
    authorization: 'Bearer theirs',
    'x-session-token': 'ffs_x',
  };
  const { cookie, authorization, ...rest } = requestHeaders(incoming, {
    ...client,
    authorization: 'Bearer ours',
  });
  assert.deepEqual([cookie, authorization, rest['x-session-token']], [undefined, 'Bearer ours', undefined]);
  assert.equal('authorization' in requestHeaders(incoming, client), false);
});

test('a client sees no session token, and no cookie of a service', () => {
  assert.deepEqual(responseHeaders({ 'x-session-token': 'ffs_x', 'set-cookie': ['a=b'], etag: '"1"' }), {
    etag: '"1"',
  });
});
