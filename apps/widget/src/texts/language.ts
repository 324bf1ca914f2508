import { ar } from './ar.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import type { Texts } from './texts.js';

const TABLES: Readonly<Record<string, Texts>> = { ar, de, en, es, fr };
const RIGHT_TO_LEFT = new Set(['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** The language of the widget. */
export interface Language {
  texts: Texts;
  /** Language of the texts, for the attribute `lang`. */
  lang: string;
  /** For times and numbers: BCP 47, with the region if one is known. */
  locale: string;
  direction: 'ltr' | 'rtl';
}

/**
 * The language that the business has chosen, else the one of the page. English stands in for a language without a table.
 * The direction is that of the language; on a right-to-left page it is the page's, unless the business has chosen a language.
 *
 * @param chosen BCP 47, most important first; undefined, empty and malformed ones are skipped
 * @param page the same, for the page and the browser
 */
export function languageOf(
  chosen: readonly (string | null | undefined)[],
  page: readonly (string | null | undefined)[],
  pageDirection: 'ltr' | 'rtl',
): Language {
  const explicit = chosen.find(isLocale);
  const locale = explicit ?? page.find(isLocale) ?? 'en';
  const language = languageTag(locale);
  const known = Object.hasOwn(TABLES, language) ? TABLES[language] : undefined;
  const isRightToLeft = RIGHT_TO_LEFT.has(language) || (explicit === undefined && pageDirection === 'rtl');
  return {
    texts: known ?? en,
    lang: known ? language : 'en',
    locale: known ? locale : 'en',
    direction: isRightToLeft ? 'rtl' : 'ltr',
  };
}

function languageTag(locale: string): string {
  return locale.toLowerCase().split('-')[0] ?? '';
}

function isLocale(text: string | null | undefined): text is string {
  if (!text) return false;
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
