import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { assignmentChangedExample, ASSIGNMENT_CHANGED_SUBJECT } from './assignment-changed.js';
import { decodeRoutingChange, encodeRoutingChange, InvalidRoutingChangeError } from './routing-change.js';
import { webhookChangedExample, WEBHOOK_CHANGED_SUBJECT } from './webhook-changed.js';

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));
const { webhook } = webhookChangedExample;
const { assignment } = assignmentChangedExample;

function reasonOf(value: unknown): string {
  const result = decodeRoutingChange(bytesOf(value));
  return result.ok ? 'ok' : `${result.reason} ${result.at}`;
}

describe('a routing change', () => {
  test('has its own subject with a version', () => {
    assert.equal(WEBHOOK_CHANGED_SUBJECT, 'routing.webhook.changed.v1');
    assert.equal(ASSIGNMENT_CHANGED_SUBJECT, 'routing.assignment.changed.v1');
  });

  for (const change of [webhookChangedExample, assignmentChangedExample]) {
    test(`${change.kind}: its example is written and read back`, () => {
      assert.deepEqual(decodeRoutingChange(encodeRoutingChange(change)), { ok: true, value: change });
    });
  }

  test('cannot be encoded if it violates its schema', () => {
    const broken = { ...webhookChangedExample, webhook: { ...webhook, revision: 0 } };
    assert.throws(
      () => encodeRoutingChange(broken),
      (error) => error instanceof InvalidRoutingChangeError && error.at === '/webhook/revision',
    );
    const endless = { ...assignmentChangedExample, assignment: { ...assignment, valid_from: '2026-05-20' } };
    assert.throws(() => encodeRoutingChange(endless), InvalidRoutingChangeError);
  });

  test('is decoded without an exception for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => !decodeRoutingChange(bytes).ok));
    fc.assert(fc.property(fc.jsonValue(), (value) => !decodeRoutingChange(bytesOf(value)).ok));
  });

  test('of a newer release is distinguished from malformed data', () => {
    assert.equal(reasonOf({ ...webhookChangedExample, version: 2 }), 'unknown_version /version');
    assert.equal(reasonOf({ ...webhookChangedExample, kind: 'template.changed' }), 'unknown_version /kind');
    assert.equal(reasonOf({ ...webhookChangedExample, version: -1 }), 'malformed /version');
    assert.equal(reasonOf({ ...webhookChangedExample, webhook: undefined }), 'malformed ');
    assert.equal(reasonOf({ ...assignmentChangedExample, webhook: {} }), 'ok');
  });

  test('with a payload version of a newer release has an unknown version', () => {
    const of = (payload_version: unknown) => ({
      ...webhookChangedExample,
      webhook: { ...webhook, payload_version },
    });
    assert.equal(reasonOf(of('2031-01')), 'unknown_version /webhook/payload_version');
    assert.equal(reasonOf(of('latest')), 'malformed /webhook/payload_version');
    assert.equal(reasonOf(of(null)), 'malformed /webhook/payload_version');
  });

  test('of an older release has no settings of a newer one, and one of a newer release may have more', () => {
    const { schedule, rate_limit, ordering, ...older } = webhook;
    assert.equal(reasonOf({ ...webhookChangedExample, webhook: older }), 'ok');
    assert.equal(reasonOf({ ...webhookChangedExample, webhook: { ...webhook, unknown: [1] } }), 'ok');
  });

  test('with a rate limit that is out of bounds is malformed, with null it has none', () => {
    const of = (rate_limit: unknown) =>
      reasonOf({ ...webhookChangedExample, webhook: { ...webhook, rate_limit } });
    assert.equal(of(null), 'ok');
    for (const wrong of [
      { limit: 0, per: 'second' },
      { limit: 1, per: 'hour' },
      { limit: 1_001, per: 'minute' },
    ])
      assert.match(of(wrong), /^malformed \/webhook\/rate_limit/, JSON.stringify(wrong));
  });

  test('with a retry schedule that is empty, too long or out of bounds is malformed', () => {
    for (const schedule of [[], [0], [604_801], [1.5], Array.from({ length: 21 }, () => 1), null]) {
      const change = { ...webhookChangedExample, webhook: { ...webhook, schedule } };
      assert.match(reasonOf(change), /^malformed \/webhook\/schedule/, JSON.stringify(schedule));
    }
  });

  test('may contain event types of a newer release', () => {
    const event_types = ['conversation.closed', 'contact.created'];
    assert.equal(reasonOf({ ...webhookChangedExample, webhook: { ...webhook, event_types } }), 'ok');
    assert.equal(reasonOf({ ...assignmentChangedExample, assignment: { ...assignment, event_types } }), 'ok');
  });
});
