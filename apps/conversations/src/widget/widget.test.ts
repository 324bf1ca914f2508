import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalLocale } from './widget.js';

test('a locale gets the spelling of BCP 47', () => {
  assert.equal(canonicalLocale('pt-br'), 'pt-BR');
  assert.equal(canonicalLocale('ZH-hant-tw'), 'zh-Hant-TW');
});

test('a text that is no language tag is no locale', () => {
  for (const text of ['en_US', '', 'e', 'de-', '<b>']) assert.equal(canonicalLocale(text), null, text);
});
