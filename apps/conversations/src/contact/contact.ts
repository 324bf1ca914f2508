import type { FieldValues } from '@flowforge/contracts/events/field-values';
import type { ContactProperty, FormField } from '../form/form-field.js';

/** The values of the form's fields with `maps_to`. */
export type Identity = Partial<Record<ContactProperty, string>>;

/** A person known to a workspace, by e-mail address or phone number. */
export interface Contact {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
}

/** The identity in a submission, in normal form. Blank values are left out. */
export function identityOf(fields: readonly FormField[], values: FieldValues): Identity {
  const identity: Identity = {};
  for (const field of fields) {
    const value = values[field.name];
    if (field.maps_to === undefined || typeof value !== 'string') continue;
    const text = normalForm(field.maps_to, value);
    if (text !== '') identity[field.maps_to] = text;
  }
  return identity;
}

/** Whether an identity names a person; a name alone is not enough. */
export function isRecognisable(identity: Identity): boolean {
  return identity.email !== undefined || identity.phone !== undefined;
}

/** A contact without data. */
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
    known.find((contact) => identity.phone !== undefined && contact.phone === identity.phone),
    known.find((contact) => contact.id === currentId),
  ];
  return candidates.find((contact) => contact !== undefined && !contradicts(contact, identity)) ?? null;
}

/**
 * The contact with the new name, and with the address or number if it had none. An address or number of another contact
 * stays with that one.
 */
export function enriched(contact: Contact, identity: Identity, others: readonly Contact[]): Contact {
  const isFree = (property: 'email' | 'phone'): boolean =>
    !others.some((other) => other.id !== contact.id && other[property] === identity[property]);
  return {
    id: contact.id,
    name: identity.name ?? contact.name,
    email: contact.email ?? (isFree('email') ? (identity.email ?? null) : null),
    phone: contact.phone ?? (isFree('phone') ? (identity.phone ?? null) : null),
  };
}

function contradicts(contact: Contact, identity: Identity): boolean {
  return (
    (identity.email !== undefined && contact.email !== null && contact.email !== identity.email) ||
    (identity.phone !== undefined && contact.phone !== null && contact.phone !== identity.phone)
  );
}

function normalForm(property: ContactProperty, value: string): string {
  const text = value.trim();
  if (property === 'name') return text;
  if (property === 'email') return text.toLowerCase();
  const digits = text.replace(/\D/g, '');
  return text.startsWith('+') ? `+${digits}` : digits;
}
