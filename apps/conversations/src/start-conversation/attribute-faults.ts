import type { FieldError } from '@flowforge/service-kit/http/problem';

const KEYS_MAX = 50;
const KEY = /^[^\u0000]{1,64}$/;
const BYTES_MAX = 8 * 1024;

/** What is wrong with the attributes that a caller puts on a conversation; empty when nothing is. */
export function attributeFaults(attributes: Readonly<Record<string, unknown>>): FieldError[] {
  const fault = (message: string, key?: string): FieldError[] => [
    { field: key === undefined ? 'attributes' : `attributes.${key}`, message },
  ];
  const keys = Object.keys(attributes);
  if (keys.length > KEYS_MAX) return fault(`may hold at most ${KEYS_MAX} keys`);
  if (keys.some((key) => !KEY.test(key))) {
    return fault('may hold only keys of 1 to 64 characters');
  }
  const faults = keys.flatMap((key) =>
    isScalar(attributes[key]) ? [] : fault('must be a text, a number, true, false or null', key),
  );
  if (faults.length > 0) return faults;
  const bytes = Buffer.byteLength(JSON.stringify(attributes));
  return bytes > BYTES_MAX ? fault(`must take at most ${BYTES_MAX} bytes`) : [];
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\u0000');
  return (
    value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}
