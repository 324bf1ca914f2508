import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { encodeEvent, EXAMPLE_EVENTS } from '@flowforge/contracts/events/event';
import { renderBody, renderBodyWithLoneSurrogates } from '@flowforge/contracts/webhook-body/render';
import { EVENT_TYPES, PAYLOAD_VERSIONS } from '@flowforge/contracts/words';
import { bodyOf } from './sent-request.js';

const example = EXAMPLE_EVENTS['captured_form.created'];
const payload = encodeEvent(example);

test('the body of every event in every version is what was sent, and its hash proves it', () => {
  for (const payloadVersion of PAYLOAD_VERSIONS) {
    for (const type of EVENT_TYPES) {
      const body = renderBody(EXAMPLE_EVENTS[type], payloadVersion);
      const stored = { payload: encodeEvent(EXAMPLE_EVENTS[type]), payloadVersion };
      assert.deepEqual(bodyOf({ ...stored, bodyHash: hash('sha256', body) }), { body, state: 'as_sent' });
      assert.deepEqual(bodyOf({ ...stored, bodyHash: null }), { body, state: 'not_sent' });
    }
  }
});

test('a body of an older release with a lone surrogate is shown as that release sent it', () => {
  const broken = { ...example, data: { ...example.data, form_name: 'Leads \ud800' } };
  const body = renderBodyWithLoneSurrogates(broken, '2026-05');
  assert.notEqual(body, renderBody(broken, '2026-05'));
  // Events are encoded without lone surrogates now.
  const stored = {
    payload: Buffer.from(JSON.stringify(broken)),
    payloadVersion: '2026-05',
    bodyHash: hash('sha256', body),
  };
  assert.deepEqual(bodyOf(stored), { body, state: 'as_sent' });
});

test('no body is shown instead of one that differs from what was sent', () => {
  const stored = { payload, payloadVersion: '2026-05', bodyHash: hash('sha256', 'other') };
  assert.deepEqual(bodyOf(stored), { body: null, state: 'differs' });
  assert.deepEqual(bodyOf({ ...stored, payload: null }), { body: null, state: 'event_removed' });
  assert.deepEqual(bodyOf({ ...stored, payloadVersion: '2099-01' }), {
    body: null,
    state: 'unknown_version',
  });
  const unreadable = { ...stored, payload: Buffer.from('{}') };
  assert.deepEqual(bodyOf(unreadable), { body: null, state: 'unknown_version' });
});
