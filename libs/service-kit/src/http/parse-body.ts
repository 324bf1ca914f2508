import { isUtf8 } from 'node:buffer';
import { type FieldError, invalid, Problem } from './problem.js';

/** Validation is recursive, so the depth is limited; no request needs more levels. */
const MAX_DEPTH = 32;
/** No field takes a longer list. Validation copies a body before it checks it, which takes long for very many entries. */
const LIST_MAX = 1_000;
/** Names that every object has; Nest and class-transformer drop them without an error. */
const RESERVED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
/** An answer names at most this many fields. */
const ERRORS_MAX = 20;

/**
 * The JSON object in a request's body; undefined when the body is empty.
 *
 * @throws Problem 400 for bytes that are no UTF-8, no JSON, no object, or nested too deep; 422 for a list of more than 1,000
 * entries, and for text that holds half of a surrogate pair (`\ud800`): UTF-8 cannot carry it, so the database and the webhooks
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
  const errors: FieldError[] = [];
  walk(value, '', MAX_DEPTH, errors);
  if (errors.length > 0) throw invalid(errors);
  return value;
}

function malformed(detail: string): Problem {
  return new Problem(400, 'malformed_body', detail);
}

function walk(value: object, path: string, levels: number, errors: FieldError[]): void {
  if (levels === 0) throw malformed(`The body must not nest deeper than ${MAX_DEPTH} levels.`);
  const inList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    if (RESERVED_KEYS.has(key)) throw malformed(`The body must not use the key ${key}.`);
    const nested = typeof inner === 'object' && inner !== null;
    const wellFormed = key.isWellFormed() && (typeof inner !== 'string' || inner.isWellFormed());
    if (!nested && wellFormed) continue;
    const name = key.toWellFormed();
    const field = inList ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    if (!wellFormed && errors.length < ERRORS_MAX) {
      errors.push({ field, message: 'must be well-formed Unicode, without half of a surrogate pair' });
    }
    if (Array.isArray(inner) && inner.length > LIST_MAX) {
      if (errors.length < ERRORS_MAX) {
        errors.push({ field, message: `may hold at most ${LIST_MAX} entries` });
      }
      continue;
    }
    if (nested) walk(inner, field, levels - 1, errors);
  }
}
