import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FormField } from '../form/form-field.js';
import { phoneSpellings } from '../phone-number/phone-number.js';
import { type Contact, enriched, identityOf, matchingContact, newContact } from './contact.js';

const field = (name: string, maps_to?: FormField['maps_to']): FormField => ({
  name,
  label: name,
  type: 'text',
  required: false,
  ...(maps_to ? { maps_to } : {}),
});
const smith: Contact = { id: 'smith', name: 'Smith', email: 'smith@example.com', phone: null };
const phone = { current: '+15005550006', earlier: ['0015005550006', '5005550006'] };
const jones: Contact = { id: 'jones', name: null, email: null, phone: '+15005550006' };

test('an identity is what the mapped fields hold, in one spelling', () => {
  const fields = [field('who', 'name'), field('mail', 'email'), field('call', 'phone'), field('other')];
  const values = { who: ' Smith ', mail: 'Smith@Example.com ', call: '+1 (500) 555-0006', other: 'x' };
  assert.deepEqual(identityOf(fields, values, 'US'), {
    name: 'Smith',
    email: 'smith@example.com',
    phone: phoneSpellings('+15005550006', 'US'),
  });
});

test('blank, missing and non-text values tell nothing', () => {
  const fields = [field('who', 'name'), field('mail', 'email'), field('call', 'phone')];
  assert.deepEqual(identityOf(fields, { who: '  ', call: null }, null), {});
});

test('the e-mail address decides over the phone number', () => {
  const identity = { email: 'smith@example.com', phone };
  assert.equal(matchingContact([jones, smith], identity, null), smith);
  assert.equal(matchingContact([jones, smith], { phone }, null), jones);
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
  const identity = { email: 'jones@example.com', phone };
  assert.equal(matchingContact([shared], identity, null), null);
  assert.deepEqual(enriched(newContact('new'), identity, [shared]), {
    ...newContact('new'),
    email: 'jones@example.com',
  });
});

test('a contact takes the newest name, and what it lacked', () => {
  const identity = { name: 'Smith Stevens', email: 'other@example.com', phone };
  assert.deepEqual(enriched(smith, identity, []), { ...smith, name: 'Smith Stevens', phone: phone.current });
});

test('a number of somebody else stays with them', () => {
  const identity = { email: 'smith@example.com', phone };
  assert.deepEqual(enriched(smith, identity, [smith, jones]), smith);
});

test('a contact with an earlier spelling of the number is found and gets the current one', () => {
  const old = { ...jones, phone: '0015005550006' };
  assert.equal(matchingContact([old], { phone }, null), old);
  assert.equal(matchingContact([old], { phone }, 'jones'), old);
  assert.deepEqual(enriched(old, { phone }, [old]), jones);
});

test('the contact with the current spelling comes first; the one with an earlier spelling keeps it', () => {
  const old: Contact = { ...smith, phone: '5005550006' };
  assert.equal(matchingContact([old, jones], { phone }, null), jones);
  assert.deepEqual(enriched(old, { email: 'smith@example.com', phone }, [old, jones]), old);
});

test('a number that another contact has in an earlier spelling stays with that one', () => {
  const old = { ...jones, phone: '0015005550006' };
  assert.deepEqual(enriched(smith, { email: 'smith@example.com', phone }, [smith, old]), smith);
});

test('what is too long for an address or a number identifies nobody', () => {
  const values = { mail: `${'a'.repeat(250)}@b.co`, call: '1'.repeat(5_000) };
  assert.deepEqual(identityOf([field('mail', 'email'), field('call', 'phone')], values, null), {});
});
