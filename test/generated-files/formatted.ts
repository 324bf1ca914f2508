import { createRequire } from 'node:module';
import { type FormatConfig, format } from 'oxfmt';

const OPTIONS: FormatConfig = createRequire(import.meta.url)('../../../.oxfmtrc.json');

/**
 * The text of a generated file as `npm run format` would write it, so that the format check accepts what the generator writes.
 *
 * @param file its path; the extension decides the language
 * @throws Error if the text cannot be parsed
 */
export async function formatted(file: string, text: string): Promise<string> {
  const { code, errors } = await format(file, text, OPTIONS);
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`);
  return code;
}
