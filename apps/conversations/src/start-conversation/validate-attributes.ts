import { ATTRIBUTES_MAX_BYTES } from '@flowforge/contracts/events/attributes';
import type { FieldError } from '@flowforge/service-kit/http/problem';

const KEYS_MAX = 50;
const KEY = /^[^\u0000]{1,64}$/;

/** Checks the attributes of a new conversation. Empty when they are valid. */
export function validateAttributes(attributes: Readonly<Record<string, unknown>>): FieldError[] {
  const error = (message: string, key?: string): FieldError[] => [
    { field: key === undefined ? 'attributes' : `attributes.${key}`, message },
  ];
  const keys = Object.keys(attributes);
  if (keys.length > KEYS_MAX) return error(`must have at most ${KEYS_MAX} keys`);
  if (keys.some((key) => !KEY.test(key))) {
    return error('may contain only keys of 1 to 64 characters');
  }
  const errors = keys.flatMap((key) =>
    isScalar(attributes[key]) ? [] : error('must be a string, a number, true, false or null', key),
  );
  if (errors.length > 0) return errors;
  const bytes = Buffer.byteLength(JSON.stringify(attributes));
  return bytes > ATTRIBUTES_MAX_BYTES ? error(`must take at most ${ATTRIBUTES_MAX_BYTES} bytes`) : [];
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\u0000');
  return (
    value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}
