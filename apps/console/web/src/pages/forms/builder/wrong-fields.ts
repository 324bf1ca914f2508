import type { FieldDraft } from './form-draft.js';

type Errors = Readonly<Record<string, string[]>>;

/** What an answer said about the fields of a form. */
export interface WrongFields {
  /** The messages as the answer named them: `fields[0].label` with the place of the field. */
  answer: Errors;
  /** The same by the names of the controls, which stay the same when fields are moved. */
  errors: Errors;
  /** The keys of the fields that are wrong, the first one first. */
  keys: number[];
}

export const NOTHING_WRONG: WrongFields = { answer: {}, errors: {}, keys: [] };

/** The name of the control of a field's value. No path of an answer begins like this. */
export function controlName(key: number, value: string): string {
  return `field#${key}.${value}`;
}

/** @param sent the fields as they were sent: the answer counts them */
export function wrongFields(answer: Errors, sent: readonly FieldDraft[]): WrongFields {
  const errors: Record<string, string[]> = {};
  const keys = new Set<number>();
  for (const [path, messages] of Object.entries(answer)) {
    const [, index, rest] = /^fields\[(\d+)\](.*)$/.exec(path) ?? [];
    const key = index === undefined ? undefined : sent[Number(index)]?.key;
    if (key !== undefined) keys.add(key);
    errors[key === undefined ? path : `field#${key}${rest ?? ''}`] = messages;
  }
  return { answer, errors, keys: sent.map((field) => field.key).filter((key) => keys.has(key)) };
}

/** What the controls of a field are called on screen, by the property of the API. */
const WORDS: Readonly<Record<string, string>> = {
  name: 'handle',
  options: 'choices',
  maps_to: 'contact’s property',
};

/** The name of a wrong value that has no control: `field#4.label` as “Field 2 “Phone”, label”; another path as it is. */
export function valueName(path: string, fields: readonly FieldDraft[]): string {
  const [, key, rest = ''] = /^field#(\d+)\.?(.*)$/.exec(path) ?? [];
  if (key === undefined) return path;
  const at = fields.findIndex((field) => field.key === Number(key));
  const label = fields[at]?.label.trim() ?? '';
  const field = at < 0 ? 'A field that was deleted' : `Field ${at + 1}${label === '' ? '' : ` “${label}”`}`;
  return rest === '' ? field : `${field}, ${WORDS[rest] ?? rest}`;
}
