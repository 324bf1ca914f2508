import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FormField } from '../form/form-field.js';
import { type Contact, enriched, identityOf, matchingContact, newContact } from './contact.js';

const field = (name: string, maps_to?: FormField['maps_to']): FormField => ({
  name,
  label: name,
  type: 'text',
  required: false,
  ...(maps_to ? { maps_to } : {}),
});
const smith: Contact = { id: 'smith', name: 'Smith', email: 'smith@example.com', phone: null };
const jones: Contact = { id: 'jones', name: null, email: null, phone: '+15005550006' };

test('an identity is what the mapped fields hold, in one spelling', () => {
  const fields = [field('who', 'name'), field('mail', 'email'), field('call', 'phone'), field('other')];
  const values = { who: ' Smith ', mail: 'Smith@Example.com ', call: '+1 (500) 555-0006', other: 'x' };
  assert.deepEqual(identityOf(fields, values), {
    name: 'Smith',
    email: 'smith@example.com',
    phone: '+15005550006',
  });
});

test('blank, missing and non-text values tell nothing', () => {
  const fields = [field('who', 'name'), field('mail', 'email'), field('call', 'phone')];
  assert.deepEqual(identityOf(fields, { who: '  ', call: null }), {});
});

test('the e-mail address decides over the phone number', () => {
  const identity = { email: 'smith@example.com', phone: '+15005550006' };
  assert.equal(matchingContact([jones, smith], identity, null), smith);
  assert.equal(matchingContact([jones, smith], { phone: '+15005550006' }, null), jones);
});

test('a name alone belongs to the contact that the conversation has already', () => {
  assert.equal(matchingContact([smith], { name: 'Smith Stevens' }, 'smith'), smith);
  assert.equal(matchingContact([], { name: 'Smith Stevens' }, null), null);
});

test('another address than the conversation’s contact has means another person', () => {
  assert.equal(matchingContact([smith], { email: 'stevens@example.com' }, 'smith'), null);
});

test('two people who share a number are two contacts', () => {
  const shared = { ...smith, phone: '+15005550006' };
  const identity = { email: 'jones@example.com', phone: '+15005550006' };
  assert.equal(matchingContact([shared], identity, null), null);
  assert.deepEqual(enriched(newContact('new'), identity, [shared]), {
    ...newContact('new'),
    email: 'jones@example.com',
  });
});

test('a contact takes the newest name, and what it lacked', () => {
  const identity = { name: 'Smith Stevens', email: 'other@example.com', phone: '+4912345' };
  assert.deepEqual(enriched(smith, identity, []), { ...smith, name: 'Smith Stevens', phone: '+4912345' });
});

test('a number of somebody else stays with them', () => {
  const identity = { email: 'smith@example.com', phone: '+15005550006' };
  assert.deepEqual(enriched(smith, identity, [smith, jones]), smith);
});
