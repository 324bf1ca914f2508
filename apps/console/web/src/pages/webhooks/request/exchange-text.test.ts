import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestText } from './exchange-text.js';

const request = { headers: [{ name: 'webhook-id', value: 'event' }] };

test('the headers of an attempt have no secret, and say what is not kept', () => {
  const webhook = { endpoint: 'https://crm.example.com/hooks', headers: { 'x-api-key': '********' } };
  assert.deepEqual(requestText(request, { attempt: 2 }, webhook).split('\n'), [
    'POST https://crm.example.com/hooks',
    'webhook-id: event',
    'flowforge-attempt: 2',
    'user-agent: Flowforge-Webhooks/(version)',
    'webhook-timestamp: (time of signing)',
    'webhook-signature: (not kept)',
    'x-api-key: (not shown)',
  ]);
});

test('the request to a webhook that was deleted has no endpoint', () => {
  assert.match(requestText(request, { attempt: 1 }, undefined), /^POST \(the webhook was deleted\)\n/);
});
