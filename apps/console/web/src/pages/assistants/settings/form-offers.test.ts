import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formsWithoutOffer, offeredBy } from './form-offers.js';

const intents = [
  { id: 'booking', name: 'BOOKING', form_id: 'leads' },
  { id: 'price', name: 'PRICE', form_id: null },
  { id: 'other', name: 'OTHER', form_id: 'survey' },
];

test('a form is offered by the intents of the assistant only', () => {
  const chosen = { form_ids: ['leads', 'survey'], intent_ids: ['booking', 'price'] };
  assert.deepEqual(offeredBy('leads', chosen, intents), ['BOOKING']);
  assert.deepEqual(offeredBy('survey', chosen, intents), []);
  assert.deepEqual(formsWithoutOffer(chosen, intents), ['survey']);
});

test('an assistant without intents offers none of its forms', () => {
  assert.deepEqual(formsWithoutOffer({ form_ids: ['leads'], intent_ids: [] }, intents), ['leads']);
});

test('nothing is claimed while an intent of the assistant is not known', () => {
  assert.deepEqual(formsWithoutOffer({ form_ids: ['survey'], intent_ids: ['booking', 'old'] }, intents), []);
});
