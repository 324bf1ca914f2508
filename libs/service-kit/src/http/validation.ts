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

/** 400 for fields that nobody knows, 422 for values that do not fit; each field named once. */
export function problemOf(errors: readonly ValidationError[]): Problem {
  const found = flatten(errors, '');
  const unknown = found.filter((error) => error.constraint === UNKNOWN);
  const list: FieldError[] = [];
  for (const { field, message, constraint } of unknown.length > 0 ? unknown : found) {
    if (list.some((entry) => entry.field === field)) continue;
    list.push({ field, message: constraint === UNKNOWN ? 'is not a field of this request' : message });
  }
  if (unknown.length === 0) return invalid(list);
  const named = list.map((entry) => entry.field).join(', ');
  return new Problem(400, 'unknown_field', `This request has no field called ${named}.`, list);
}

/** Validates bodies and queries against their classes; unknown fields are refused, nothing is coerced silently. */
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
