import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noUseText, usesOfForm, usesOfIntent } from './uses.js';

const BOOKING = { id: 'booking', name: 'BOOKING', form_id: 'leads' };
const PRICE = { id: 'price', name: 'PRICE', form_id: null };
const RECEPTION = { id: 'reception', name: 'Reception', form_ids: [], intent_ids: ['booking', 'price'] };
const PORTER = { id: 'porter', name: 'Night porter', form_ids: ['leads'], intent_ids: [] };
const NEW = { id: 'new', name: 'New' };

test('an intent is used by the assistants that recognise it', () => {
  assert.deepEqual(usesOfIntent('price', [RECEPTION, PORTER, NEW]), [RECEPTION]);
  assert.deepEqual(usesOfIntent('other', [RECEPTION, PORTER, NEW]), []);
});

test('a form is used by the assistants that have it and by those whose intents offer it', () => {
  assert.deepEqual(usesOfForm('leads', [BOOKING, PRICE], [RECEPTION, PORTER, NEW]), {
    intents: [BOOKING],
    assistants: [RECEPTION, PORTER],
  });
  assert.deepEqual(usesOfForm('survey', [BOOKING, PRICE], [RECEPTION, PORTER]), {
    intents: [],
    assistants: [],
  });
});

test('that nothing uses a thing is said only if the whole list was read', () => {
  assert.equal(noUseText('intent', true), 'No intent offers it, so visitors do not see it yet.');
  assert.equal(noUseText('intent', false), 'None of the newest 200 intents offers it.');
  assert.equal(noUseText('assistant', true), 'No assistant uses it yet.');
  assert.equal(noUseText('assistant', false), 'None of the newest 200 assistants uses it.');
});
