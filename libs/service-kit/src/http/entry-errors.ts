import { ValidateBy, type ValidationArguments } from 'class-validator';

/** What is wrong with one entry of a list. */
export interface EntryError {
  /** Place in the list, from 0. */
  index: number;
  /** Such as `must be a string`. */
  message: string;
}

/** A check of one entry, and what is said of an entry that fails it. */
export interface EntryCheck {
  isRight: (entry: unknown) => boolean;
  message: string;
}

/** An answer names at most this many entries of one list. */
const NAMED_MAX = 20;

/**
 * Checks each entry of a list. Only the first failed check of an entry is reported. The checks of class-validator with `each` do not say which
 * entry is wrong.
 */
export function EntriesPass(checks: readonly EntryCheck[]): PropertyDecorator {
  return ValidateBy(
    {
      name: 'entriesPass',
      validator: {
        validate: (list: unknown) => wrongEntries(list, checks, 1).length === 0,
        defaultMessage: (args?: ValidationArguments) => textOf(wrongEntries(args?.value, checks, NAMED_MAX)),
      },
    },
    {},
  );
}

function wrongEntries(list: unknown, checks: readonly EntryCheck[], most: number): EntryError[] {
  const found: EntryError[] = [];
  if (!Array.isArray(list)) return found;
  for (const [index, entry] of list.entries()) {
    const failed = checks.find(({ isRight }) => !isRight(entry));
    if (failed !== undefined) found.push({ index, message: failed.message });
    if (found.length === most) break;
  }
  return found;
}

/** class-validator has one message for a list: here a line for each entry, such as `[2] must be a string`. */
function textOf(errors: readonly EntryError[]): string {
  return errors.map(({ index, message }) => `[${index}] ${message}`).join('\n');
}

/** The entries that a message of class-validator names; null when it is about the whole value. */
export function entryErrorsIn(message: string): EntryError[] | null {
  const lines = message.split('\n').map((line) => /^\[(\d+)\] (.+)$/.exec(line));
  const errors = lines.flatMap((line) =>
    line?.[1] !== undefined && line[2] !== undefined ? [{ index: Number(line[1]), message: line[2] }] : [],
  );
  return errors.length === lines.length ? errors : null;
}
