import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  isInt,
  isString,
  isUUID,
  maxLength,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { EntriesPass } from './entry-errors.js';
import { documented, field, lazy, type ListOptions, lowerCase, NO_NUL } from './field.js';
import { MESSAGES } from './field-messages.js';

/** A list of whole numbers within bounds. */
export function IntegerListField(options: ListOptions & { min: number; max: number }): PropertyDecorator {
  const { min, max } = options;
  const isRight = (entry: unknown): boolean => isInt(entry) && Number(entry) >= min && Number(entry) <= max;
  return field(
    options,
    ApiProperty({
      ...documented(options),
      type: [Number],
      items: { type: 'integer', minimum: min, maximum: max },
    }),
    [...listChecks(options, true), EntriesPass([{ isRight, message: MESSAGES.integer(min, max) }])],
  );
}

/** A set of choices, without repeats. */
export function ChoiceListField(options: ListOptions & { choices: readonly string[] }): PropertyDecorator {
  const choices = new Set<unknown>(options.choices);
  return field(options, ApiProperty({ ...documented(options), type: [String], enum: [...options.choices] }), [
    ...listChecks(options),
    EntriesPass([{ isRight: (entry) => choices.has(entry), message: MESSAGES.choice(options.choices) }]),
  ]);
}

/** A set of ids, without repeats. */
export function IdListField(options: ListOptions): PropertyDecorator {
  return field(options, ApiProperty({ ...documented(options), type: [String], format: 'uuid' }), [
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(lowerCase) : value)),
    ...listChecks(options),
    EntriesPass([{ isRight: (entry) => isUUID(entry, 'all'), message: MESSAGES.id }]),
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
      EntriesPass([
        { isRight: isString, message: MESSAGES.string },
        { isRight: (entry) => entry !== '', message: MESSAGES.notEmpty },
        { isRight: (entry) => maxLength(entry, options.max), message: MESSAGES.maxLength(options.max) },
        { isRight: (entry) => NO_NUL.test(String(entry)), message: MESSAGES.noNul },
      ]),
    ],
  );
}

/** A list of objects of one class. */
export function ObjectListField(options: ListOptions & { of: () => new () => object }): PropertyDecorator {
  return applyDecorators(
    field(options, ApiProperty({ ...documented(options), ...lazy(options.of), isArray: true }), [
      ...listChecks(options, true),
      EntriesPass([{ isRight: isObject, message: MESSAGES.object }]),
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
const isObject = (entry: unknown): boolean =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry);

/** Takes linear time, unlike `ArrayUnique` of class-validator, which compares every entry with every other one. */
function HasNoRepeats(): PropertyDecorator {
  const hasNoRepeats = (value: unknown): boolean =>
    Array.isArray(value) && new Set(value).size === value.length;
  return ValidateBy(
    { name: 'hasNoRepeats', validator: { validate: hasNoRepeats } },
    { message: 'must not contain the same entry twice' },
  );
}
