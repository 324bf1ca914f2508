import type { FieldDraft } from './form-draft.js';

type Errors = Readonly<Record<string, string[]>>;

/** What an answer said about the fields of a form. */
export interface WrongFields {
  /** The messages as the answer named them: `fields[0].label` with the place of the field. */
  answer: Errors;
  /** The same with the key of the field, which stays the same when fields are moved. */
  errors: Errors;
  /** The keys of the fields that are wrong, the first one first. */
  keys: number[];
}

export const NOTHING_WRONG: WrongFields = { answer: {}, errors: {}, keys: [] };

/** @param fields as they were sent */
export function wrongFields(answer: Errors, fields: readonly FieldDraft[]): WrongFields {
  const errors: Record<string, string[]> = {};
  const keys = new Set<number>();
  for (const [path, messages] of Object.entries(answer)) {
    const [, index, rest] = /^fields\[(\d+)\](.*)$/.exec(path) ?? [];
    const key = index === undefined ? undefined : fields[Number(index)]?.key;
    if (key !== undefined) keys.add(key);
    errors[key === undefined ? path : `fields[${key}]${rest ?? ''}`] = messages;
  }
  return { answer, errors, keys: fields.map((field) => field.key).filter((key) => keys.has(key)) };
}
