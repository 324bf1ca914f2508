import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assistant } from '../../../api/assistants.js';
import type { Intent } from '../../../api/intents.js';
import type { EventType } from '../steps/chain.js';
import { EVENT_ORDER, needsAdvice, possibilityOf } from './possibility.js';

const times = { revision: 1, created_at: '2026-05-20T09:30:00.000Z', updated_at: '2026-05-20T09:30:00.000Z' };
const assistant = (form_ids: string[]): Assistant => ({
  ...times,
  id: 'assistant',
  name: 'Reception',
  form_ids,
});
const intent = (form_id: string | null): Intent => ({
  ...times,
  id: 'intent',
  name: 'PRICE',
  utterances: ['How much is it?'],
  warnings: [],
  ...(form_id !== null && { form_id }),
});

test('an event is promised only where a visitor can cause it and the webhook receives it', () => {
  const all: EventType[] = [...EVENT_ORDER];
  const each = (forms: string[], known: Intent | undefined, eventTypes: EventType[]) =>
    EVENT_ORDER.map((type) =>
      possibilityOf(type, { assistant: assistant(forms), intent: known, eventTypes }),
    );
  assert.deepEqual(each(['form'], intent('form'), all), ['possible', 'possible', 'possible']);
  assert.deepEqual(each(['form'], intent(null), all), ['possible', 'form_not_offered', 'possible']);
  assert.deepEqual(each(['form'], undefined, all), ['no_intent', 'form_not_offered', 'possible']);
  assert.deepEqual(each([], intent(null), all), ['possible', 'no_form', 'possible']);
  assert.deepEqual(each(['form'], intent('form'), ['captured_form.created']), [
    'not_assigned',
    'possible',
    'not_assigned',
  ]);
});

test('the page advises until an event has arrived, and after the last step only about what is possible', () => {
  const begin = { hasArrived: false, isDone: false, possibility: 'possible' } as const;
  assert.equal(needsAdvice(begin), true);
  assert.equal(needsAdvice({ ...begin, possibility: 'form_not_offered' }), true);
  assert.equal(needsAdvice({ ...begin, hasArrived: true }), false);
  const later = { ...begin, isDone: true } as const;
  assert.equal(needsAdvice(later), true);
  assert.equal(needsAdvice({ ...later, hasArrived: true }), false);
  assert.equal(needsAdvice({ ...later, possibility: 'form_not_offered' }), false);
});
