import { parseTime } from '@flowforge/contracts/time';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
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

interface ListOptions extends FieldOptions {
  minItems?: number;
  maxItems: number;
}

/** The part of the OpenAPI text that every kind of field has. */
function documented(options: FieldOptions): {
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

function field(
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
const NO_NUL = /^[^\u0000]*$/;

/** A text of `min` (default 1) to `max` characters, optionally of a pattern. */
export function TextField(
  options: FieldOptions & {
    min?: number;
    max: number;
    pattern?: RegExp;
    patternHint?: string;
    format?: string;
  },
): PropertyDecorator {
  const { min = 1, max, pattern, patternHint, format } = options;
  return field(
    options,
    ApiProperty({
      ...documented(options),
      type: String,
      minLength: min,
      maxLength: max,
      ...(pattern ? { pattern: pattern.source } : {}),
      ...(format ? { format } : {}),
    }),
    [
      IsString({ message: MESSAGES.string }),
      MinLength(min, { message: min === 1 ? MESSAGES.notEmpty : `must be at least ${min} characters` }),
      MaxLength(max, { message: `must be at most ${max} characters` }),
      Matches(NO_NUL, { message: 'must not contain the character U+0000' }),
      ...(pattern ? [Matches(pattern, { message: patternHint ?? `must match ${pattern.source}` })] : []),
    ],
  );
}

/** `true` or `false`. */
export function FlagField(options: FieldOptions): PropertyDecorator {
  return field(options, ApiProperty({ ...documented(options), type: Boolean }), [
    IsBoolean({ message: MESSAGES.flag }),
  ]);
}

/** A boolean in a query string, where it is one of the texts `true` and `false`. */
export function QueryFlagField(options: FieldOptions): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
    FlagField(options),
  );
}

/** A whole number within bounds; without `max` there is no upper one. */
export function IntegerField(options: FieldOptions & { min: number; max?: number }): PropertyDecorator {
  const { min, max } = options;
  const message = MESSAGES.integer(min, max);
  return field(
    options,
    ApiProperty({
      ...documented(options),
      type: 'integer',
      minimum: min,
      ...(max === undefined ? {} : { maximum: max }),
    }),
    [IsInt({ message }), Min(min, { message }), ...(max === undefined ? [] : [Max(max, { message })])],
  );
}

/** A list of whole numbers within bounds. */
export function IntegerListField(options: ListOptions & { min: number; max: number }): PropertyDecorator {
  const { min, max } = options;
  const message = `may contain only whole numbers from ${min} to ${max}`;
  return field(
    options,
    ApiProperty({
      ...documented(options),
      type: [Number],
      items: { type: 'integer', minimum: min, maximum: max },
    }),
    [
      ...listChecks(options, true),
      IsInt({ each: true, message }),
      Min(min, { each: true, message }),
      Max(max, { each: true, message }),
    ],
  );
}

/** A number such as a confidence: within bounds in a request, unchecked in an answer, which names none. */
export function NumberField(options: FieldOptions & { min?: number; max?: number }): PropertyDecorator {
  const { min, max } = options;
  if (min === undefined || max === undefined) {
    return field(options, ApiProperty({ ...documented(options), type: Number }), []);
  }
  const message = MESSAGES.number(min, max);
  return field(options, ApiProperty({ ...documented(options), type: Number, minimum: min, maximum: max }), [
    IsNumber({ allowNaN: false, allowInfinity: false }, { message }),
    Min(min, { message }),
    Max(max, { message }),
  ]);
}

/** One of a closed set. */
export function ChoiceField(options: FieldOptions & { choices: readonly string[] }): PropertyDecorator {
  return field(options, ApiProperty({ ...documented(options), type: String, enum: [...options.choices] }), [
    IsIn([...options.choices], { message: MESSAGES.choice(options.choices) }),
  ]);
}

/** A set of choices, without repeats. */
export function ChoiceListField(options: ListOptions & { choices: readonly string[] }): PropertyDecorator {
  return field(options, ApiProperty({ ...documented(options), type: [String], enum: [...options.choices] }), [
    ...listChecks(options),
    IsIn([...options.choices], { each: true, message: `may contain only ${options.choices.join(', ')}` }),
  ]);
}

/** An id; upper case becomes lower case, as Postgres prints it. */
export function IdField(options: FieldOptions): PropertyDecorator {
  return field(options, ApiProperty({ ...documented(options), type: String, format: 'uuid' }), [
    Transform(({ value }: { value: unknown }) => lowerCase(value)),
    IsUUID('all', { message: MESSAGES.id }),
  ]);
}

/** A set of ids, without repeats. */
export function IdListField(options: ListOptions): PropertyDecorator {
  return field(options, ApiProperty({ ...documented(options), type: [String], format: 'uuid' }), [
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(lowerCase) : value)),
    ...listChecks(options),
    IsUUID('all', { each: true, message: 'may contain only UUIDs' }),
  ]);
}

/** A set of ids in a query string, where the parameter is repeated for each of them. */
export function IdParameterListField(options: ListOptions): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [lowerCase(value)] : value)),
    IdListField(options),
  );
}

/** A list of texts. */
export function TextListField(options: ListOptions & { max: number; repeats?: boolean }): PropertyDecorator {
  return field(
    options,
    ApiProperty({
      ...documented(options),
      type: [String],
      items: { type: 'string', maxLength: options.max },
    }),
    [
      ...listChecks(options, options.repeats),
      IsString({ each: true, message: 'may contain only strings' }),
      MinLength(1, { each: true, message: 'must not contain an empty string' }),
      MaxLength(options.max, {
        each: true,
        message: `may contain only strings of at most ${options.max} characters`,
      }),
      Matches(NO_NUL, { each: true, message: 'must not contain the character U+0000' }),
    ],
  );
}

/** Swagger resolves a class lazily only when the function that returns it is named `type`. */
function lazy(of: () => new () => object): { type: () => new () => object } {
  return { type: () => of() };
}

/** A list of objects of one class. */
export function ObjectListField(options: ListOptions & { of: () => new () => object }): PropertyDecorator {
  return applyDecorators(
    field(options, ApiProperty({ ...documented(options), ...lazy(options.of), isArray: true }), [
      ...listChecks(options, true),
      ValidateNested({ each: true, message: 'may contain only objects' }),
    ]),
    Type(options.of),
  );
}

/** An object of one class. */
export function ObjectField(options: FieldOptions & { of: () => new () => object }): PropertyDecorator {
  return applyDecorators(
    field(options, ApiProperty({ ...documented(options), ...lazy(options.of) }), [
      IsObject({ message: MESSAGES.object }),
      ValidateNested({ message: MESSAGES.object }),
    ]),
    Type(options.of),
  );
}

/** An object with any keys, such as `attributes`. Only the type is checked here; the use case checks the content. */
export function MapField(options: FieldOptions): PropertyDecorator {
  const { required, ...rest } = documented(options);
  const document = ApiProperty({
    ...rest,
    selfRequired: required,
    type: 'object',
    additionalProperties: true,
  });
  return field(options, document, [IsObject({ message: MESSAGES.object })]);
}

/** A time in a request; `parseTime` of `@flowforge/contracts/time` reads it. */
export function TimeParameterField(options: FieldOptions): PropertyDecorator {
  const isTime = (value: unknown): boolean => typeof value === 'string' && parseTime(value) !== undefined;
  return field(options, ApiProperty({ ...documented(options), type: String, format: 'date-time' }), [
    ValidateBy({ name: 'isTime', validator: { validate: isTime } }, { message: MESSAGES.time }),
  ]);
}

/** A time in RFC 3339 UTC, in an answer. */
export function TimeField(options: FieldOptions): PropertyDecorator {
  return field(options, ApiProperty({ ...documented(options), type: String, format: 'date-time' }), []);
}

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** The size comes first: when it is wrong, no entry is checked. */
function listChecks(options: ListOptions, repeats = false): PropertyDecorator[] {
  const least = options.minItems ?? 0;
  return [
    IsArray({ message: MESSAGES.list }),
    ArrayMinSize(least, { message: `must have at least ${least} ${least === 1 ? 'entry' : 'entries'}` }),
    ArrayMaxSize(options.maxItems, { message: `must have at most ${options.maxItems} entries` }),
    ...(repeats ? [] : [HasNoRepeats()]),
  ];
}

/** Takes linear time, unlike `ArrayUnique` of class-validator, which compares every entry with every other one. */
function HasNoRepeats(): PropertyDecorator {
  const hasNoRepeats = (value: unknown): boolean =>
    Array.isArray(value) && new Set(value).size === value.length;
  return ValidateBy(
    { name: 'hasNoRepeats', validator: { validate: hasNoRepeats } },
    { message: 'must not contain the same entry twice' },
  );
}
