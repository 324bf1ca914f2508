import { parseTime } from '@flowforge/contracts/time';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
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
  ValidateNested,
} from 'class-validator';
import { documented, field, type FieldOptions, lazy, lowerCase, NO_NUL } from './field.js';
import { MESSAGES } from './field-messages.js';

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
      MaxLength(max, { message: MESSAGES.maxLength(max) }),
      Matches(NO_NUL, { message: MESSAGES.noNul }),
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

/** An id; upper case becomes lower case, as Postgres prints it. */
export function IdField(options: FieldOptions): PropertyDecorator {
  return field(options, ApiProperty({ ...documented(options), type: String, format: 'uuid' }), [
    Transform(({ value }: { value: unknown }) => lowerCase(value)),
    IsUUID('all', { message: MESSAGES.id }),
  ]);
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
