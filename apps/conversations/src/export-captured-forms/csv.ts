import type { FieldValue } from '@flowforge/contracts/events/field-values';

/** Without it, Excel reads a file as text in the system's old encoding. */
export const BYTE_ORDER_MARK = '\ufeff';

/** A spreadsheet takes a text that begins so for a formula; some do so for the full-width forms too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/**
 * The same inside of a text. With the settings of most of Europe a spreadsheet separates cells at semicolons, and it sees the quotes of a
 * cell only at the start of a line; so a semicolon, a tab or a line break inside of quotes begins another cell, too.
 */
const INNER_FORMULA = /([;\t\r\n]["\t\r\n]*)(?=[=+\-@＝＋－＠])/g;
const E164 = /^\+[1-9]\d{1,14}$/;

/** One line of RFC 4180, with its line break. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

/**
 * The text of a cell. What a spreadsheet could take for a formula gets an apostrophe in front; a number and a phone number in E.164 are
 * kept. The options of a list are separated by `; `.
 */
export function csvCell(value: FieldValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : value.join('; ');
  if (E164.test(text)) return text;
  const safe = text.replaceAll(INNER_FORMULA, "$1'");
  return FORMULA.test(safe) ? `'${safe}` : safe;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
