import type { FieldValues } from '@flowforge/contracts/events/field-values';
import { csvCell, csvLine } from './csv.js';

export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/**
 * The columns of the fields: those of the form in their order, then those that were captured before they were removed from the form, by
 * name.
 */
export function fieldColumns(current: readonly string[], captured: ReadonlySet<string>): string[] {
  const removed = [...captured].filter((name) => !current.includes(name)).sort();
  return [...current, ...removed];
}

/** The first line of a CSV file. */
export function csvHeader(fields: readonly string[]): string {
  return csvLine([...fields, 'submitted_at', 'conversation_id']);
}

/** The line of one captured form in a CSV file. */
export function csvRow(
  fields: readonly string[],
  captured: { field_values: FieldValues; created_at: string; conversation_id: string },
): string {
  const values = fields.map((name) =>
    csvCell(Object.hasOwn(captured.field_values, name) ? captured.field_values[name] : undefined),
  );
  return csvLine([...values, captured.created_at, captured.conversation_id]);
}

/**
 * The name under which a browser saves the file: letters and digits of the form's name, and the day. It needs no quoting in a header
 * and has no path.
 *
 * @param day `YYYY-MM-DD`
 */
export function fileName(formName: string, day: string, format: ExportFormat): string {
  const plain = formName
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
  return `${plain === '' ? 'form' : plain}-${day}.${format}`;
}
