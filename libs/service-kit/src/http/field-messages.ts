/** The messages of fields with a wrong value, in answers and in the examples of the OpenAPI documents. */
export const MESSAGES = {
  required: 'is required',
  string: 'must be a string',
  notEmpty: 'must not be empty',
  maxLength: (max: number): string => `must be at most ${max} characters`,
  noNul: 'must not contain the character U+0000',
  flag: 'must be true or false',
  id: 'must be a UUID',
  time: 'must be an RFC 3339 time that exists, such as 2026-11-22T14:54:32Z',
  list: 'must be an array',
  object: 'must be an object',
  integer: (min: number, max: number | undefined): string =>
    max === undefined
      ? `must be a whole number of at least ${min}`
      : `must be a whole number from ${min} to ${max}`,
  number: (min: number, max: number): string => `must be a number from ${min} to ${max}`,
  choice: (choices: readonly unknown[]): string => `must be one of ${choices.join(', ')}`,
} as const;
