import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isPhoneNumber, isRegion, phoneSpellings } from './phone-number.js';

const BERLIN = '+49301234567';

describe('one number has one form, whatever the spelling', () => {
  const cases: [string, string | null, string][] = [
    ['+49 30 1234567', null, BERLIN],
    ['0049 30 1234567', null, BERLIN],
    ['0049 30 1234567', 'DE', BERLIN],
    ['0049 30 1234567', 'US', BERLIN],
    ['(0049) 30 1234567', null, BERLIN],
    ['011 49 30 1234567', 'US', BERLIN],
    ['+49 (0)30 1234567', null, BERLIN],
    ['0049 (0)30 1234567', null, BERLIN],
    ['+49-30/123.4567', null, BERLIN],
    ['030 1234567', 'DE', BERLIN],
    ['030/1234567', 'DE', BERLIN],
    ['tel:+49-30-1234567', null, BERLIN],
    ['＋４９ ３０ １２３４５６７', null, BERLIN],
    ['٠٣٠ ١٢٣٤٥٦٧', 'DE', BERLIN],
    ['\u200f+49 30 1234567', null, BERLIN],
    ['\u202a+49\u00a030\u00a01234567\u202c', null, BERLIN],
    ['+44 (0)20 7946 0958', null, '+442079460958'],
    ['+39 06 1234567', null, '+39061234567'],
    ['06 1234567', 'IT', '+39061234567'],
    ['(415) 555-0100', 'US', '+14155550100'],
    ['+1 415 555 0100 ext. 12', null, '+14155550100;ext=12'],
    ['030 1234567 x5', 'DE', '+49301234567;ext=5'],
  ];
  for (const [text, region, expected] of cases) {
    test(`${JSON.stringify(text)}, region ${region ?? 'none'}`, () => {
      assert.equal(phoneSpellings(text, region)?.current, expected);
      assert.equal(isPhoneNumber(text, region), true);
    });
  }
});

test('a number without a country code stays digits when there is no region, and when it does not exist in the region', () => {
  assert.deepEqual(phoneSpellings('(0201) 123', null), { current: '0201123', earlier: [] });
  assert.deepEqual(phoneSpellings('555-0100', 'US'), { current: '5550100', earlier: [] });
  assert.deepEqual(phoneSpellings('+1 500', null), { current: '+1500', earlier: [] });
});

test('a text without digits, or with too many, is no number', () => {
  for (const text of ['', 'call me', '+', '1'.repeat(33), '1'.repeat(10_000)]) {
    assert.equal(phoneSpellings(text, null), null);
  }
});

test('earlier spellings are those that mean the same number', () => {
  const spellings = (text: string, region: string | null): string[] =>
    [...(phoneSpellings(text, region)?.earlier ?? [])].sort();
  const international = ['+490301234567', '00490301234567', '0049301234567'];
  assert.deepEqual(spellings('+49 30 1234567', null), international);
  assert.deepEqual(spellings('+49 30 1234567', 'US'), international);
  assert.deepEqual(spellings('+49 30 1234567', 'DE'), [
    ...international,
    '0301234567',
    '301234567',
    '49301234567',
  ]);
  assert.deepEqual(spellings('+1 415 555 0100 ext. 12', 'US'), []);
});

test('a number with a country code must be possible in that country; others need 4 to 32 digits and separators', () => {
  for (const text of ['+49', '+999 12345', '+1 500 555', '+1 415 555 0100 999 999', 'call me', '12', '+']) {
    assert.equal(isPhoneNumber(text, null), false, text);
  }
  for (const text of ['(0201) 123', '555-0100', '0900', '1'.repeat(32)]) {
    assert.equal(isPhoneNumber(text, null), true, text);
    assert.equal(isPhoneNumber(text, 'US'), true, text);
  }
});

test('a region is a country with phone numbers', () => {
  assert.deepEqual(
    ['DE', 'US', 'XX', 'de', 'DEU', 'toString', ''].filter((text) => isRegion(text)),
    ['DE', 'US'],
  );
});
