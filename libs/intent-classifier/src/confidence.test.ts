import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confidenceInputs, confidenceOf, confidenceTerms } from './confidence.js';
import { CONFIDENCE_CONSTANTS } from './confidence-constants.js';
import { featuresOf, messageTokens } from './features.js';
import { candidatesOf, type Signals } from './signals.js';
import { train } from './train.js';

const artifact = train([
  {
    id: 'book',
    utterances: ['book a room', 'we need beds for the weekend', 'is something free in May', 'a bed for two'],
  },
  {
    id: 'hours',
    utterances: ['when do you open', 'are you there on Sunday', 'your closing time please', 'until when'],
  },
]);

function signalsOf(text: string): Signals {
  const [best] = candidatesOf(artifact, featuresOf(messageTokens(text)), 1);
  assert.ok(best);
  return best.signals;
}

test('there is a constant for each term and each input', () => {
  const signals = signalsOf('somewhere to sleep in summer');
  const { withVector, withoutVector } = CONFIDENCE_CONSTANTS;
  const { length } = confidenceTerms(signals);
  for (const weights of [
    withVector.withoutNearest,
    withoutVector.withNearest,
    withoutVector.withoutNearest,
  ]) {
    assert.equal(weights.length, length);
  }
  const inputs = confidenceInputs(signals).length;
  const { means, deviations, direct, hidden, output } = withVector.withNearest;
  assert.deepEqual([means.length, deviations.length, direct.length], [inputs, inputs, inputs]);
  assert.equal(output.length, hidden.length);
  for (const weights of hidden) assert.equal(weights.length, inputs + 1);
});

test('the same signals give another confidence where the examples differ less from each other', () => {
  const signals = signalsOf('do you have somewhere to sleep in summer');
  const { withNearest } = CONFIDENCE_CONSTANTS.withVector;
  const [nearest, lead] = [
    { exampleNearest: signals.exampleNearest + 0.3 },
    { exampleLead: signals.exampleLead + 0.2 },
  ].map(
    (change) => confidenceOf({ ...signals, ...change }, withNearest) - confidenceOf(signals, withNearest),
  );
  assert.ok(Math.abs(nearest ?? 0) > 0.01 && Math.abs(lead ?? 0) > 0.01, `${nearest} ${lead}`);
});
