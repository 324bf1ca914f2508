import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExampleSpread, IntentExamples } from './artifact.js';
import { confidenceTerms } from './confidence.js';
import { featuresOf, messageTokens } from './features.js';
import { candidatesOf } from './signals.js';
import { train } from './train.js';

const ALIKE: IntentExamples[] = [
  { id: 'book', utterances: ['book a room', 'please book a room', 'book me a room', 'can you book a room'] },
  { id: 'hours', utterances: ['when do you open', 'when do you open today', 'tell me when you open'] },
];
const DIFFERENT: IntentExamples[] = [
  { id: 'book', utterances: ['book a room', 'we need beds for the weekend', 'is something free in May'] },
  { id: 'hours', utterances: ['when do you open', 'are you there on Sunday', 'your closing time please'] },
];

function spreadOf(intents: readonly IntentExamples[]): ExampleSpread {
  const { nearest } = train(intents);
  assert.ok(nearest);
  return nearest.spread;
}

test('examples that are alike have a higher similarity and a higher lead than examples that differ', () => {
  const alike = spreadOf(ALIKE);
  const different = spreadOf(DIFFERENT);
  assert.ok(alike.nearest > different.nearest + 0.2, JSON.stringify([alike, different]));
  assert.ok(alike.lead > different.lead + 0.2, JSON.stringify([alike, different]));
});

test('an example is not compared with itself', () => {
  const { nearest } = spreadOf(DIFFERENT);
  assert.ok(nearest > 0 && nearest < 0.6, String(nearest));
});

test('the spread of very many examples is about that of some of them', () => {
  const numbered = (count: number): IntentExamples[] =>
    ['book a room', 'change my password'].map((text) => ({
      id: text,
      utterances: Array.from({ length: count }, (_example, at) => `${text} number ${at}`),
    }));
  const [some, many] = [numbered(50), numbered(400)].map(spreadOf);
  assert.ok(some && many && Math.abs(some.nearest - many.nearest) < 0.15, JSON.stringify([some, many]));
});

test('an assistant whose intents have one example each has a usual spread', () => {
  const single = ['book a room', 'when do you open'].map((text) => ({ id: text, utterances: [text] }));
  const { nearest, lead } = spreadOf(single);
  assert.ok(nearest > 0.2 && nearest < 0.7 && lead > 0 && lead < 0.4);
});

test('a signal says how much the examples differ, and the terms of the confidence depend on it', () => {
  const artifact = train(DIFFERENT);
  const [best] = candidatesOf(artifact, featuresOf(messageTokens('book a quiet room')), 1);
  assert.ok(best);
  assert.equal(best.signals.exampleNearest, artifact.nearest?.spread.nearest);
  assert.equal(best.signals.exampleLead, artifact.nearest?.spread.lead);
  const terms = confidenceTerms(best.signals);
  assert.notDeepEqual(confidenceTerms({ ...best.signals, exampleNearest: 0.9 }), terms);
  assert.notDeepEqual(confidenceTerms({ ...best.signals, exampleLead: 0.9 }), terms);
});

test('without an index the spread counts nothing', () => {
  const artifact = { ...train(DIFFERENT), nearest: null };
  const [best] = candidatesOf(artifact, featuresOf(messageTokens('book a quiet room')), 1);
  assert.equal(best?.signals.exampleNearest, 0);
});
