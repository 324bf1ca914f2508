import type { FieldValues } from '@flowforge/contracts/events/field-values';
import type { ContactProperty, FormField } from '../form/form-field.js';

/** Who a person said they are: what the form's fields with `maps_to` hold. */
export type Identity = Partial<Record<ContactProperty, string>>;

/** A person known to a workspace, by e-mail address or phone number. */
export interface Contact {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
}

/** What the filled-in fields tell of the person, in one spelling; blank ones tell nothing. */
export function identityOf(fields: readonly FormField[], values: FieldValues): Identity {
  const identity: Identity = {};
  for (const field of fields) {
    const value = values[field.name];
    if (field.maps_to === undefined || typeof value !== 'string') continue;
    const text = inOneSpelling(field.maps_to, value);
    if (text !== '') identity[field.maps_to] = text;
  }
  return identity;
}

/** Whether an identity says which person it is; a name alone does not. */
export function isRecognisable(identity: Identity): boolean {
  return identity.email !== undefined || identity.phone !== undefined;
}

/** A contact of whom nothing is known yet. */
export function newContact(id: string): Contact {
  return { id, name: null, email: null, phone: null };
}

/**
 * Which of the known contacts an identity means: the one with its e-mail address, else the one with its phone number, else
 * the one that the conversation has already. Another address or number than a contact's own means another person.
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
 * The contact with what is new about it: the newest name, and an address or number where it had none. One that already
 * belongs to another contact stays there.
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

function inOneSpelling(property: ContactProperty, value: string): string {
  const text = value.trim();
  if (property === 'name') return text;
  if (property === 'email') return text.toLowerCase();
  const digits = text.replace(/\D/g, '');
  return text.startsWith('+') ? `+${digits}` : digits;
}
