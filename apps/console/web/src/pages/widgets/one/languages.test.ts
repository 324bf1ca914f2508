import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageChoices, languageNote, PAGE_LANGUAGE } from './languages.js';

test('only languages with texts are offered', () => {
  assert.deepEqual(
    languageChoices('').map(({ id }) => id),
    [PAGE_LANGUAGE, 'ar', 'de', 'en', 'en-GB', 'es', 'fr'],
  );
  assert.deepEqual(
    languageChoices('de').find(({ id }) => id === 'de'),
    { id: 'de', label: 'German', note: 'Deutsch' },
  );
});

test('a stored language without texts says which one visitors see', () => {
  const note = (tag: string) => languageChoices(tag).find(({ id }) => id === tag)?.note;
  assert.match(note('nl') ?? '', /no texts .* English/);
  assert.match(languageNote('nl'), /no texts in Dutch: .* English/);
  assert.doesNotMatch(`${languageNote('')} ${languageNote('de-AT')}`, /no texts/);
  assert.equal(note('de-AT'), 'Österreichisches Deutsch');
});
