import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { type FieldError, invalid, Problem } from './problem.js';

const UNKNOWN = 'whitelistValidation';

function flatten(
  errors: readonly ValidationError[],
  parent: string,
): { field: string; constraint: string; message: string }[] {
  return errors.flatMap((error) => {
    const field = /^\d+$/.test(error.property)
      ? `${parent}[${error.property}]`
      : join(parent, error.property);
    const own = Object.entries(error.constraints ?? {}).map(([constraint, message]) => ({
      field,
      constraint,
      message: message.startsWith(error.property) ? message.slice(error.property.length).trim() : message,
    }));
    return [...own, ...flatten(error.children ?? [], field)];
  });
}

function join(parent: string, property: string): string {
  return parent === '' ? property : `${parent}.${property}`;
}

/** An answer names at most this many fields. */
const NAMED_MAX = 20;

/** 400 for unknown fields, 422 for values that do not fit. Each field is named once, the first 20 of them. */
export function problemOf(errors: readonly ValidationError[]): Problem {
  const found = flatten(errors, '');
  const unknown = found.filter((error) => error.constraint === UNKNOWN);
  const byField = new Map<string, FieldError>();
  for (const { field, message, constraint } of unknown.length > 0 ? unknown : found) {
    if (byField.has(field)) continue;
    byField.set(field, {
      field,
      message: constraint === UNKNOWN ? 'is not a field of this request' : message,
    });
  }
  const named = [...byField.values()].slice(0, NAMED_MAX);
  if (unknown.length === 0) return invalid(named);
  const more = byField.size > named.length ? ` and ${byField.size - named.length} more` : '';
  const names = named.map(({ field }) => field).join(', ');
  return new Problem(400, 'unknown_field', `This request has no field called ${names}${more}.`, named);
}

/** Validates bodies and queries against their classes. Unknown fields are refused, and no value is converted silently. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: problemOf,
  });
}
