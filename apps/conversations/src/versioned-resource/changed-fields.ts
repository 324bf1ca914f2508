import { isDeepStrictEqual } from 'node:util';

/**
 * The names of the settings that a change gives another value, as the API spells them: `form_ids`. The values are compared as JSON, because
 * those of a request are objects of other classes.
 */
export function changedFields(row: object, change: object): string[] {
  return Object.entries(change)
    .filter(([name, value]) => !isDeepStrictEqual(asJson(value), asJson(Reflect.get(row, name))))
    .map(([name]) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
