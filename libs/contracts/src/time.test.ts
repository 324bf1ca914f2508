import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fromMicros, isInstant, toApiTime, toGuideTime, toMicros } from './time.js';

const anyMicros = fc.integer({ min: 0, max: Date.UTC(2200, 0) * 1000 - 1 });

describe('an instant', () => {
  test('keeps every microsecond on the way to a number and back', () => {
    fc.assert(
      fc.property(anyMicros, (micros) => {
        const instant = fromMicros(micros);
        assert.ok(isInstant(instant), instant);
        assert.equal(toMicros(instant), micros);
      }),
    );
  });

  test('sorts as a string the way it sorts in time', () => {
    fc.assert(
      fc.property(anyMicros, anyMicros, (a, b) => {
        assert.equal(fromMicros(a) < fromMicros(b), a < b);
      }),
    );
  });

  test('is read to the microsecond', () => {
    assert.equal(toMicros('1970-01-01T00:00:00.000001Z'), 1);
    assert.equal(
      toMicros('2026-11-22T14:54:32.123456Z'),
      Date.UTC(2026, 10, 22, 14, 54, 32, 123) * 1000 + 456,
    );
  });

  test('is printed for the API and for the guide without rounding up', () => {
    assert.equal(toApiTime('2026-11-22T14:54:59.999999Z'), '2026-11-22T14:54:59.999Z');
    assert.equal(toGuideTime('2026-11-22T14:54:59.999999Z'), '2026-11-22 14:54:59');
  });

  for (const instant of ['2024-02-29T00:00:00.000000Z', '2199-12-31T23:59:59.999999Z']) {
    test(`may be ${instant}`, () => assert.ok(isInstant(instant)));
  }

  for (const value of [
    '2026-11-22T14:54:32.123Z',
    '2026-11-22T14:54:32.123456+00:00',
    '2026-11-22 14:54:32.123456Z',
    '2026-11-22T14:54:32.123456Z\n',
    '2026-11-22T24:00:00.000000Z',
    '2026-11-22T23:59:60.000000Z',
    '2026-13-01T00:00:00.000000Z',
    '2026-04-31T00:00:00.000000Z',
    '2026-02-29T00:00:00.000000Z',
    '1969-12-31T23:59:59.999999Z',
    '2200-01-01T00:00:00.000000Z',
    '',
    null,
    1700000000000000,
  ]) {
    test(`is not ${JSON.stringify(value)}`, () => assert.ok(!isInstant(value)));
  }

  for (const micros of [-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER]) {
    test(`is not made of ${micros} microseconds`, () => assert.throws(() => fromMicros(micros), RangeError));
  }
});
