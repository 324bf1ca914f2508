import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examineExamples } from './examine-examples.js';

const five = (name: string): string[] =>
  ['one', 'two', 'three', 'four', 'five'].map((word) => `${name} ${word}`);

test('five different examples are enough', () => {
  assert.deepEqual(examineExamples([{ id: 'a', utterances: five('book') }]), []);
});

test('fewer than five different examples', () => {
  assert.deepEqual(examineExamples([{ id: 'a', utterances: five('book').slice(1) }]), [
    { code: 'too_few_examples', intent_id: 'a', examples: 4 },
  ]);
});

test('an example that says the same as an earlier one, but for case, accents and punctuation', () => {
  assert.deepEqual(examineExamples([{ id: 'a', utterances: [...five('café'), 'CAFE: one!'] }]), [
    { code: 'duplicate_example', intent_id: 'a', utterance: 'CAFE: one!' },
  ]);
});

test('the same example in two intents', () => {
  const intents = ['a', 'b'].map((id) => ({ id, utterances: [...five(id), 'Hello there'] }));
  assert.deepEqual(examineExamples(intents), [
    { code: 'contradictory_example', intent_id: 'a', utterance: 'Hello there', other_intent_id: 'b' },
    { code: 'contradictory_example', intent_id: 'b', utterance: 'Hello there', other_intent_id: 'a' },
  ]);
});

test('an example that many intents share gets one warning for each intent', () => {
  const intents = Array.from({ length: 100 }, (_intent, at) => ({
    id: String(at),
    utterances: [...five(`number ${at}`), 'Hello there'],
  }));
  const warnings = examineExamples(intents);
  assert.equal(warnings.length, 100);
  for (const warning of warnings) {
    assert.ok(warning.code === 'contradictory_example');
    assert.notEqual(warning.other_intent_id, warning.intent_id);
  }
  assert.equal(new Set(warnings.map((warning) => warning.intent_id)).size, 100);
});

test('an example without a word', () => {
  assert.deepEqual(examineExamples([{ id: 'a', utterances: [...five('book'), '?!'] }]), [
    { code: 'example_without_words', intent_id: 'a', utterance: '?!' },
  ]);
});
