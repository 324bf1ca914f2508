import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ar } from './ar.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { languageOf } from './language.js';
import { fill } from './texts.js';
import { timeText } from './time.js';

test('every language has the same places for values as English', () => {
  const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const texts of [ar, de, es, fr]) {
    for (const [key, text] of Object.entries(en)) {
      const other: unknown = Object.entries(texts).find(([name]) => name === key)?.[1];
      assert.ok(typeof other === 'string' && other !== '', key);
      assert.deepEqual(places(other), places(text), `${key}: ${other}`);
    }
  }
});

test('the first well-formed wish decides, of the business before that of the page', () => {
  assert.equal(languageOf([null, undefined, ''], ['no locale!', 'de-AT', 'fr'], 'ltr').locale, 'de-AT');
  assert.equal(languageOf([null, 'fr'], ['de-AT'], 'ltr').texts.send, 'Envoyer');
  assert.equal(languageOf([], ['de-AT'], 'ltr').texts.send, 'Senden');
  assert.equal(languageOf([], [], 'ltr').texts.send, 'Send');
});

test('English stands in for a language without texts, in the direction of that language', () => {
  const hebrew = languageOf(['he'], [], 'ltr');
  assert.deepEqual([hebrew.lang, hebrew.texts.send, hebrew.direction], ['en', 'Send', 'rtl']);
  assert.equal(languageOf(['constructor'], [], 'ltr').texts.send, 'Send');
});

test('the direction of the page is kept unless the business has chosen a language', () => {
  assert.equal(languageOf([], ['en'], 'rtl').direction, 'rtl');
  assert.equal(languageOf(['de'], ['ar'], 'rtl').direction, 'ltr');
  assert.equal(languageOf([], ['ar-EG'], 'ltr').direction, 'rtl');
});

test('places are filled, and unknown ones stay', () => {
  assert.equal(fill('{a} of {b}', { a: 1 }), '1 of {b}');
});

test('a time of today has no date', () => {
  const noon = '2026-11-22T12:00:00.000Z';
  assert.doesNotMatch(timeText('2026-11-22T12:05:00.000Z', noon, 'en-US'), /2026/);
  assert.match(timeText('2026-11-02T12:05:00.000Z', noon, 'en-US'), /Nov 2, 2026/);
});
