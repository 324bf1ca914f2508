import { type PipeTransform, type ValidationError, ValidationPipe } from '@nestjs/common';
import { entryErrorsIn } from './entry-errors.js';
import { type FieldError, invalid, type Problem, type RequestPart, unknownFields } from './problem.js';

const UNKNOWN = 'whitelistValidation';

interface FlatError extends FieldError {
  constraint: string;
}

/**
 * The errors with the paths of their fields. When a list or an object is wrong itself, its fields are not reported. A parameter of a query is
 * named without the place in its list: most clients send it once.
 */
function flatten(errors: readonly ValidationError[], part: RequestPart, parent = ''): FlatError[] {
  return errors.flatMap((error) => {
    const field = /^\d+$/.test(error.property)
      ? `${parent}[${error.property}]`
      : join(parent, error.property);
    const own = Object.entries(error.constraints ?? {}).flatMap(([constraint, message]) => {
      const entries = entryErrorsIn(message);
      if (entries === null) return [{ field, constraint, message: withoutName(message, error.property) }];
      return entries.map((entry) => ({
        field: part === 'parameter' ? field : `${field}[${entry.index}]`,
        constraint,
        message: entry.message,
      }));
    });
    return own.length > 0 ? own : flatten(error.children ?? [], part, field);
  });
}

function withoutName(message: string, property: string): string {
  return message.startsWith(property) ? message.slice(property.length).trim() : message;
}

function join(parent: string, property: string): string {
  return parent === '' ? property : `${parent}.${property}`;
}

/** An answer names at most this many fields. */
const NAMED_MAX = 20;

/** 400 for unknown fields, 422 for values that do not fit. Each field is named once, the first 20 of them. */
export function problemOf(errors: readonly ValidationError[], part: RequestPart = 'field'): Problem {
  const found = flatten(errors, part);
  const unknown = found.filter((error) => error.constraint === UNKNOWN);
  const byField = new Map<string, FieldError>();
  for (const { field, message } of unknown.length > 0 ? unknown : found) {
    if (!byField.has(field)) byField.set(field, { field, message });
  }
  const named = [...byField.values()].slice(0, NAMED_MAX);
  if (unknown.length === 0) return invalid(named, part);
  return unknownFields(
    named.map(({ field }) => field),
    part,
    byField.size - named.length,
  );
}

function pipeFor(part: RequestPart): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => problemOf(errors, part),
  });
}

/** Validates bodies and queries against their classes. Unknown fields are refused, and no value is converted silently. */
export function validationPipe(): PipeTransform<unknown, Promise<unknown>> {
  const [ofFields, ofParameters] = [pipeFor('field'), pipeFor('parameter')];
  return {
    transform: (value, metadata) =>
      (metadata.type === 'query' ? ofParameters : ofFields).transform(value, metadata),
  };
}
