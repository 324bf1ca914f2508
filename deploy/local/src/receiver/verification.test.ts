import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { Verification, type NotVerified } from './verification.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const NOW = new Date('2026-05-20T09:30:00Z');
const minutesBefore = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

const signed = (at: Date, body = '{"a":1}') => ({
  'webhook-id': 'event-1',
  'webhook-timestamp': String(at.getTime() / 1_000),
  'webhook-signature': `v1a,c2lnbmF0dXJl ${new Webhook(SECRET).sign('event-1', at, body)}`,
});
const without = (name: string) =>
  Object.fromEntries(Object.entries(signed(NOW)).filter(([each]) => each !== name));

test('a request is verified, or the reason is named why it is not', () => {
  const cases: [Record<string, string>, string[], NotVerified | null][] = [
    [signed(NOW), [OTHER, SECRET], null],
    [signed(minutesBefore(5)), [SECRET], null],
    [signed(NOW), [], 'no_secret'],
    [signed(NOW), [OTHER], 'wrong_signature'],
    [signed(NOW, '{"a":2}'), [SECRET], 'wrong_signature'],
    [{ ...signed(NOW), 'webhook-id': 'event-2' }, [SECRET], 'wrong_signature'],
    [without('webhook-signature'), [SECRET], 'no_signature'],
    [without('webhook-id'), [SECRET], 'missing_header'],
    [without('webhook-timestamp'), [SECRET], 'missing_header'],
    [{ ...signed(NOW), 'webhook-timestamp': NOW.toISOString() }, [SECRET], 'invalid_timestamp'],
    [signed(minutesBefore(6)), [SECRET], 'old_timestamp'],
    [signed(minutesBefore(-6)), [SECRET], 'future_timestamp'],
    // An old request with an unknown secret: the signature is what to mend first.
    [signed(minutesBefore(6)), [OTHER], 'wrong_signature'],
  ];
  for (const [headers, secrets, expected] of cases) {
    const verification = new Verification();
    for (const secret of secrets) verification.addSecret(secret);
    const reason = verification.check({ body: '{"a":1}', headers, receivedAt: NOW });
    assert.equal(reason, expected, JSON.stringify(headers));
  }
});
