import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
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
import { documented, field, lazy, type ListOptions, lowerCase, NO_NUL } from './field.js';
import { MESSAGES } from './field-messages.js';

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

/** A set of choices, without repeats. */
export function ChoiceListField(options: ListOptions & { choices: readonly string[] }): PropertyDecorator {
  return field(options, ApiProperty({ ...documented(options), type: [String], enum: [...options.choices] }), [
    ...listChecks(options),
    IsIn([...options.choices], { each: true, message: `may contain only ${options.choices.join(', ')}` }),
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

/** A list of objects of one class. */
export function ObjectListField(options: ListOptions & { of: () => new () => object }): PropertyDecorator {
  return applyDecorators(
    field(options, ApiProperty({ ...documented(options), ...lazy(options.of), isArray: true }), [
      ...listChecks(options, true),
      HasOnlyObjects(),
      ValidateNested({ each: true }),
    ]),
    Type(options.of),
  );
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

/** `ValidateNested` accepts an entry that is a list, and checks the entries of that list. */
function HasOnlyObjects(): PropertyDecorator {
  const isObject = (entry: unknown): boolean =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry);
  return ValidateBy(
    {
      name: 'hasOnlyObjects',
      validator: { validate: (value: unknown) => Array.isArray(value) && value.every(isObject) },
    },
    { message: 'may contain only objects' },
  );
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
