import { applyDecorators } from '@nestjs/common';
import { ValidateBy, ValidateIf } from 'class-validator';
import { MESSAGES } from './field-messages.js';

/**
 * Options of a field of a request or an answer. One decorator per field makes both its checks and its OpenAPI text, so that the two
 * cannot differ. Of a request's field the first check that fails is reported. Fields of answers are not checked.
 */
export interface FieldOptions {
  description: string;
  example?: unknown;
  /** May be left out. */
  optional?: boolean;
  /** May be null. */
  nullable?: boolean;
}

/** Options of a field with a list. */
export interface ListOptions extends FieldOptions {
  minItems?: number;
  maxItems: number;
}

/** The part of the OpenAPI text that every kind of field has. */
export function documented(options: FieldOptions): {
  description: string;
  required: boolean;
  nullable?: true;
  example?: unknown;
} {
  return {
    description: options.description,
    required: !options.optional,
    ...(options.nullable ? { nullable: true } : {}),
    ...(options.example === undefined ? {} : { example: options.example }),
  };
}

/** A decorator of a property: its OpenAPI text, and its checks in their order. */
export function field(
  options: FieldOptions,
  document: PropertyDecorator,
  checks: PropertyDecorator[],
): PropertyDecorator {
  const present = (_: object, value: unknown): boolean =>
    !((options.optional && value === undefined) || (options.nullable && value === null));
  const conditional = options.optional || options.nullable ? [ValidateIf(present)] : [];
  const required = options.optional || checks.length === 0 ? [] : [IsSent()];
  return applyDecorators(document, ...conditional, ...required, ...checks);
}

/** The first check of a required field, so that a missing one is not reported as one of a wrong type. */
function IsSent(): PropertyDecorator {
  return ValidateBy(
    { name: 'isSent', validator: { validate: (value: unknown) => value !== undefined } },
    { message: MESSAGES.required },
  );
}

/** Postgres cannot store U+0000, and no text needs it. */
export const NO_NUL = /^[^\u0000]*$/;

/** Swagger resolves a class lazily only when the function that returns it is named `type`. */
export function lazy(of: () => new () => object): { type: () => new () => object } {
  return { type: () => of() };
}

/** Upper-case ids become lower case, as Postgres prints them. */
export function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
