import { type PipeTransform, type ValidationError, ValidationPipe } from '@nestjs/common';
import { type FieldError, invalid, type Problem, type RequestPart, unknownFields } from './problem.js';

const UNKNOWN = 'whitelistValidation';

/** The errors with the paths of their fields. Of a list or an object that is wrong itself, no entry is reported. */
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
    return own.length > 0 ? own : flatten(error.children ?? [], field);
  });
}

function join(parent: string, property: string): string {
  return parent === '' ? property : `${parent}.${property}`;
}

/** An answer names at most this many fields. */
const NAMED_MAX = 20;

/** 400 for unknown fields, 422 for values that do not fit. Each field is named once, the first 20 of them. */
export function problemOf(errors: readonly ValidationError[], part: RequestPart = 'field'): Problem {
  const found = flatten(errors, '');
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
