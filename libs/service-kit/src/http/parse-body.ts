import { isUtf8 } from 'node:buffer';
import { type FieldError, invalid, Problem } from './problem.js';

/** Validation is recursive, so the depth is limited; no request needs more levels. */
const MAX_DEPTH = 32;
/** No field takes a longer list. Validation copies a body before it checks it, which takes long for very many entries. */
const LIST_MAX = 1_000;
/** No object of a request has more fields. Validation of unknown fields takes longer than linear time. */
const FIELDS_MAX = 1_000;
/** All values of a body together. The largest form has about half as many. */
const VALUES_MAX = 10_000;
/** Names that every object has; Nest and class-transformer drop them without an error. */
const RESERVED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
/** An answer names at most this many fields. */
const ERRORS_MAX = 20;

/**
 * The JSON object in a request's body; undefined when the body is empty.
 *
 * @throws Problem 400 for bytes that are no UTF-8, no JSON, no object, nested too deep, or more than 10,000 values; 422 for a
 * list or an inner object of more than 1,000 entries, and for text that holds half of a surrogate pair (`\ud800`): UTF-8 cannot carry it, so the database and the webhooks
 * would store something else
 */
export function parseBody(bytes: Buffer): object | undefined {
  if (!isUtf8(bytes)) throw malformed('The body is not valid UTF-8.');
  const text = bytes.toString('utf8');
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed('The body must be a JSON object.');
  }
  if (Object.keys(value).length > FIELDS_MAX) {
    throw malformed(`The body must not have more than ${FIELDS_MAX} fields.`);
  }
  const errors: FieldError[] = [];
  walk(value, '', MAX_DEPTH, { errors, values: 0 });
  if (errors.length > 0) throw invalid(errors);
  return value;
}

function malformed(detail: string): Problem {
  return new Problem(400, 'malformed_body', detail);
}

/** What was found so far in the whole body. */
interface Found {
  errors: FieldError[];
  values: number;
}

function walk(value: object, path: string, levels: number, found: Found): void {
  const { errors } = found;
  if (levels === 0) throw malformed(`The body must not nest deeper than ${MAX_DEPTH} levels.`);
  const inList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    found.values += 1;
    if (found.values > VALUES_MAX) {
      throw malformed(`The body must not hold more than ${VALUES_MAX} values.`);
    }
    if (RESERVED_KEYS.has(key)) throw malformed(`The body must not use the key ${key}.`);
    const nested = typeof inner === 'object' && inner !== null;
    const wellFormed = key.isWellFormed() && (typeof inner !== 'string' || inner.isWellFormed());
    if (!nested && wellFormed) continue;
    const name = key.toWellFormed();
    const field = inList ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    if (!wellFormed && errors.length < ERRORS_MAX) {
      errors.push({ field, message: 'must be well-formed Unicode, without half of a surrogate pair' });
    }
    if (!nested) continue;
    const entries = Array.isArray(inner) ? inner.length : Object.keys(inner).length;
    const max = Array.isArray(inner) ? LIST_MAX : FIELDS_MAX;
    if (entries <= max) walk(inner, field, levels - 1, found);
    else if (errors.length < ERRORS_MAX) errors.push({ field, message: `may hold at most ${max} entries` });
  }
}
