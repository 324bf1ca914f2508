import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeEvent, encodeEvent } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { renderBody } from '@flowforge/contracts/webhook-body/render';
import { EVENT_TYPES } from '@flowforge/contracts/words';
import { exampleEvent } from './example-event.js';

test('a test event is a valid event of one conversation, and every time in it is of today', () => {
  const now = Date.parse('2026-11-27T12:00:00.000Z');
  const workspaceId = newId();
  const events = EVENT_TYPES.map((type) => exampleEvent(workspaceId, type, now));
  for (const event of events) {
    assert.deepEqual(decodeEvent(encodeEvent(event)), { ok: true, value: event });
    assert.equal(event.workspace_id, workspaceId);
    for (const [time] of renderBody(event, '2026-05').matchAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g))
      assert.ok(Date.parse(time) <= now && now - Date.parse(time) <= 180_000, time);
  }
  assert.equal(new Set(events.map(({ id }) => id)).size, EVENT_TYPES.length);
  assert.equal(new Set(events.map((event) => event.conversation_id)).size, 1);
});
