import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fromMicros, isCalendarDay, isInstant, parseTime, toApiTime, toGuideTime, toMicros } from './time.js';

const anyMicros = fc.integer({ min: 0, max: Date.UTC(2200, 0) * 1000 - 1 });

describe('an instant', () => {
  test('is the same after conversion to microseconds and back', () => {
    fc.assert(
      fc.property(anyMicros, (micros) => {
        const instant = fromMicros(micros);
        assert.ok(isInstant(instant), instant);
        assert.equal(toMicros(instant), micros);
      }),
    );
  });

  test('has the same order as a string and in time', () => {
    fc.assert(
      fc.property(anyMicros, anyMicros, (a, b) => {
        assert.equal(fromMicros(a) < fromMicros(b), a < b);
      }),
    );
  });

  test('has a precision of one microsecond', () => {
    assert.equal(toMicros('1970-01-01T00:00:00.000001Z'), 1);
    assert.equal(
      toMicros('2026-11-22T14:54:32.123456Z'),
      Date.UTC(2026, 10, 22, 14, 54, 32, 123) * 1000 + 456,
    );
  });

  test('is truncated, not rounded, for the API and for the guide', () => {
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

describe('a day', () => {
  test('exists exactly when Date gives back the day it was given', () => {
    const part = (max: number): fc.Arbitrary<string> =>
      fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, '0'));
    const year = fc.integer({ min: 0, max: 9_999 }).map((number) => String(number).padStart(4, '0'));
    fc.assert(
      fc.property(year, part(13), part(32), (yyyy, mm, dd) => {
        const day = `${yyyy}-${mm}-${dd}`;
        const time = Date.parse(`${day}T00:00:00Z`);
        const exists = !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === day;
        assert.equal(isCalendarDay(day), exists, day);
      }),
    );
  });

  for (const text of ['2000-02-29', '2024-02-29', '2026-12-31']) {
    test(`may be ${text}`, () => assert.ok(isCalendarDay(text)));
  }
  for (const text of [
    '2026-02-30',
    '2100-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '2026-01-01T',
    '',
  ]) {
    test(`is not ${JSON.stringify(text)}`, () => assert.ok(!isCalendarDay(text)));
  }
});

describe('a time of the API', () => {
  for (const [text, expected] of [
    ['2026-11-22T14:54:32Z', '2026-11-22T14:54:32.000Z'],
    ['2026-11-22T14:54:32.123456789Z', '2026-11-22T14:54:32.123Z'],
    ['2024-02-29T23:30:00-02:00', '2024-03-01T01:30:00.000Z'],
  ] as const) {
    test(`may be ${text}`, () => assert.equal(parseTime(text)?.toISOString(), expected));
  }
  for (const text of [
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-02-28T24:00:00Z',
    '2026-02-28T23:60:00Z',
    '2026-02-28T23:59:60Z',
    '2026-02-28T00:00:00+24:00',
    '2026-02-28T00:00:00',
    '2026-02-28 00:00:00Z',
    '2026-02-28',
    '2026-02-28T00:00:00Z ',
    '1',
  ]) {
    test(`is not ${JSON.stringify(text)}`, () => assert.equal(parseTime(text), undefined));
  }
});
