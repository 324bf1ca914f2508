import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delivery } from '../../../api/deliveries.js';
import type { ReceivedWebhook } from '../../../api/receiver.js';
import { arrivalsOf } from './arrivals.js';

const delivery = (event_id: string, status: Delivery['status']): Delivery => ({
  id: `delivery of ${event_id}`,
  event_id,
  event: 'conversation.closed',
  webhook_id: 'webhook',
  conversation_id: 'conversation',
  payload_version: '2026-05',
  status,
  attempt_count: 1,
  last_outcome: null,
  last_status_code: null,
  failure_reason: null,
  next_attempt_at: null,
  waiting_for: null,
  created_at: '2026-05-20T09:30:00.000Z',
  finished_at: null,
});
const received = (id: string, seq: number): ReceivedWebhook => ({
  seq,
  id,
  verified: true,
  not_verified: null,
  received_at: '2026-05-20T09:30:01.000Z',
  body: '{}',
});

test('a delivery has what the receiver got of its event, the newest request of it', () => {
  const arrivals = arrivalsOf(
    [delivery('b', 'delivered'), delivery('a', 'pending')],
    [received('other', 1), received('b', 2), received('b', 3)],
  );
  assert.deepEqual(
    arrivals.map((each) => [each.delivery.event_id, each.received?.seq]),
    [
      ['b', 3],
      ['a', undefined],
    ],
  );
});
