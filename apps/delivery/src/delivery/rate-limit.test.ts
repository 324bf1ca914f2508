import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allowedNow, RATE_RESUME_MS, RATE_TOLERANCE_MS } from './rate-limit.js';

const TEN_PER_SECOND = 100_000;

test('a queue that was not limited before, or rested, starts one attempt and those of the tolerance', () => {
  assert.equal(allowedNow(60_000_000, null), 1);
  assert.equal(allowedNow(TEN_PER_SECOND, null), 2);
  assert.equal(allowedNow(1_000, null), 101);
  assert.equal(allowedNow(TEN_PER_SECOND, -3_600_000), 2);
});

test('before its time a queue starts nothing, at its time one attempt and those of half the tolerance', () => {
  assert.equal(allowedNow(TEN_PER_SECOND, 0.1), 0);
  assert.equal(allowedNow(TEN_PER_SECOND, 0), 1);
  assert.equal(allowedNow(1_000, 0), 51);
});

/** The state after a claim at `now`, as the SQL of the queue computes it. Times in milliseconds. */
const after = (resumesAt: number | null, now: number, count: number, intervalUs: number): number =>
  Math.max(resumesAt === null ? now : resumesAt + RATE_RESUME_MS, now) +
  (count * intervalUs) / 1_000 -
  RATE_RESUME_MS;

test('however the claims fall, no window of time has more attempts than the rate and the tolerance allow', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_000, max: 60_000_000 }),
      fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 60 }),
      (intervalUs, pauses) => {
        let [now, resumesAt]: [number, number | null] = [0, null];
        const claims: { at: number; count: number }[] = [];
        for (const pause of pauses) {
          now += pause;
          const count = allowedNow(intervalUs, resumesAt === null ? null : resumesAt - now);
          if (count === 0) continue;
          claims.push({ at: now, count });
          resumesAt = after(resumesAt, now, count, intervalUs);
        }
        for (const [index, { at: from }] of claims.entries()) {
          let started = 0;
          for (const { at, count } of claims.slice(index)) {
            started += count;
            const most = ((at - from + RATE_TOLERANCE_MS) * 1_000) / intervalUs + 1;
            assert.ok(started <= most + 1e-6, `${started} attempts in ${at - from} ms`);
          }
        }
      },
    ),
  );
});

test('claims that are up to half the tolerance late keep the full rate', () => {
  let [now, resumesAt, started]: [number, number | null, number] = [0, null, 0];
  for (let claim = 0; now < 100_000; claim += 1) {
    const count = allowedNow(TEN_PER_SECOND, resumesAt === null ? null : resumesAt - now);
    started += count;
    resumesAt = after(resumesAt, now, count, TEN_PER_SECOND);
    now = resumesAt + (claim % 50);
  }
  assert.ok(started >= 999, `${started} attempts in 100 s`);
});
