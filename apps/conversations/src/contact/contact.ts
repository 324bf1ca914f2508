import type { FieldValues } from '@flowforge/contracts/events/field-values';
import type { FormField } from '../form/form-field.js';
import { type PhoneSpellings, phoneSpellings } from '../phone-number/phone-number.js';

/** The values of the form's fields with `maps_to`, in normal form. */
export interface Identity {
  name?: string;
  /** In lower case. */
  email?: string;
  phone?: PhoneSpellings;
}

/** A person known to a workspace, by e-mail address or phone number. */
export interface Contact {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
}

/** A longer address could not be sent to, nor be in the unique index. */
const EMAIL_MAX = 254;

/**
 * The identity in a submission. Blank values are left out.
 *
 * @param region country of phone numbers without a country code, ISO 3166-1 alpha-2; null for none
 */
export function identityOf(
  fields: readonly FormField[],
  values: FieldValues,
  region: string | null,
): Identity {
  const identity: Identity = {};
  for (const field of fields) {
    const value = values[field.name];
    if (field.maps_to === undefined || typeof value !== 'string') continue;
    const text = value.trim();
    if (text === '') continue;
    if (field.maps_to === 'name') identity.name = text;
    if (field.maps_to === 'email' && text.length <= EMAIL_MAX) identity.email = text.toLowerCase();
    const phone = field.maps_to === 'phone' ? phoneSpellings(text, region) : null;
    if (phone) identity.phone = phone;
  }
  return identity;
}

/** Whether an identity names a person; a name alone is not enough. */
export function isRecognisable(identity: Identity): boolean {
  return identity.email !== undefined || identity.phone !== undefined;
}

/** A contact of whom nothing is known yet: name, e-mail address and phone number are null. */
export function newContact(id: string): Contact {
  return { id, name: null, email: null, phone: null };
}

/**
 * The contact of an identity: the one with its e-mail address, else the one with its phone number, else the conversation's
 * present one. A different address or number means a different person.
 */
export function matchingContact(
  known: readonly Contact[],
  identity: Identity,
  currentId: string | null,
): Contact | null {
  const byEmail = known.find((contact) => identity.email !== undefined && contact.email === identity.email);
  if (byEmail) return byEmail;
  const candidates = [
    known.find((contact) => identity.phone !== undefined && contact.phone === identity.phone.current),
    known.find((contact) => isCalled(contact, identity.phone)),
    known.find((contact) => contact.id === currentId),
  ];
  return candidates.find((contact) => contact !== undefined && !contradicts(contact, identity)) ?? null;
}

/**
 * The contact with the new name, and with the address or number if it had none. An address or number of another contact
 * stays with that one. A number in an earlier spelling gets the current one.
 */
export function enriched(contact: Contact, identity: Identity, known: readonly Contact[]): Contact {
  const others = known.filter((other) => other.id !== contact.id);
  const isEmailFree = !others.some((other) => other.email === identity.email);
  return {
    id: contact.id,
    name: identity.name ?? contact.name,
    email: contact.email ?? (isEmailFree ? (identity.email ?? null) : null),
    phone: enrichedPhone(contact, identity.phone, others),
  };
}

function enrichedPhone(
  contact: Contact,
  phone: PhoneSpellings | undefined,
  others: readonly Contact[],
): string | null {
  if (phone === undefined) return contact.phone;
  if (contact.phone === null) return others.some((other) => isCalled(other, phone)) ? null : phone.current;
  const isTaken = others.some((other) => other.phone === phone.current);
  return isCalled(contact, phone) && !isTaken ? phone.current : contact.phone;
}

/** Whether a contact has this number, in the current or an earlier spelling. */
function isCalled({ phone }: Contact, spellings: PhoneSpellings | undefined): boolean {
  if (phone === null || spellings === undefined) return false;
  return phone === spellings.current || spellings.earlier.includes(phone);
}

function contradicts(contact: Contact, identity: Identity): boolean {
  return (
    (identity.email !== undefined && contact.email !== null && contact.email !== identity.email) ||
    (identity.phone !== undefined && contact.phone !== null && !isCalled(contact, identity.phone))
  );
}
