import type { FieldValue } from '@flowforge/contracts/events/field-values';

/** Without it, Excel reads a file as text in the system's old encoding. */
export const BYTE_ORDER_MARK = '\ufeff';

/** A spreadsheet takes a text that begins so for a formula; some do so for the full-width forms too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const E164 = /^\+[1-9]\d{1,14}$/;

/** One line of RFC 4180, with its line break. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

/**
 * The text of a cell. What a spreadsheet would take for a formula gets an apostrophe in front; a number and a phone number in E.164 are
 * kept. The options of a list are separated by `; `.
 */
export function csvCell(value: FieldValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : value.join('; ');
  return FORMULA.test(text) && !E164.test(text) ? `'${text}` : text;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
