import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from 'libphonenumber-js/min';

/** A phone number as a contact stores it, and the other texts under which earlier releases may have stored it. */
export interface PhoneSpellings {
  /** E.164, with `;ext=` and the extension if it has one; digits, after a plus that was given, for any other number. */
  current: string;
  /** Texts that mean the same number today; empty for a number that is not possible. */
  earlier: readonly string[];
}

/** Longer texts are no numbers. */
const TEXT_MAX = 250;
const DIGITS_MAX = 32;
const DIGITS_MIN = 4;
/** A number without a country code, which may be of any country. */
const NATIONAL = /^[\d ()./-]{4,32}$/;

/** Whether a text is an ISO 3166-1 alpha-2 code, in capitals, of a country with a numbering plan. */
export function isRegion(text: string): text is CountryCode {
  return isSupportedCountry(text);
}

/**
 * @param region country of numbers without a country code, ISO 3166-1 alpha-2; null for none: such a number stays digits
 * @returns null for a text without digits or with more than 32
 */
export function phoneSpellings(text: string, region: string | null): PhoneSpellings | null {
  const cleaned = clean(text);
  const number = parse(cleaned, region);
  if (number) return { current: normalForm(number), earlier: earlierSpellings(number, cleaned, region) };
  const digits = digitsOf(cleaned);
  if (digits === '' || digits === '+' || digits.length > DIGITS_MAX) return null;
  return { current: digits, earlier: [] };
}

/**
 * Whether a text may be the value of a phone field. A number with a country code must have a length that exists in that
 * country. Others are accepted as digits, because their country may be unknown.
 */
export function isPhoneNumber(text: string, region: string | null): boolean {
  const cleaned = clean(text);
  if (parse(cleaned, region)) return true;
  return NATIONAL.test(cleaned) && digitsOf(cleaned).length >= DIGITS_MIN;
}

/** Without what cannot be seen, such as the direction marks that contact apps put around a number, and in ASCII digits. */
function clean(text: string): string {
  if (text.length > TEXT_MAX) return '';
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^tel:\s*/i, '');
}

/** The number if it is possible. `00` means `+` where the region has no such number of its own. */
function parse(cleaned: string, region: string | null): PhoneNumber | undefined {
  const defaultCountry = region !== null && isRegion(region) ? region : undefined;
  const options = { extract: false, ...(defaultCountry ? { defaultCountry } : {}) };
  const number = parsePhoneNumberFromString(cleaned, options);
  if (number?.isPossible()) return number;
  if (!/^\(?00/.test(cleaned)) return undefined;
  const international = parsePhoneNumberFromString(cleaned.replace(/^\(?00(\d*)\)?/, '+$1'), {
    extract: false,
  });
  return international?.isPossible() ? international : undefined;
}

function normalForm(number: PhoneNumber): string {
  return number.ext === undefined ? number.number : `${number.number};ext=${number.ext}`;
}

/** Only texts that are read as the same number: another person may have been stored under any other. */
function earlierSpellings(number: PhoneNumber, cleaned: string, region: string | null): string[] {
  const { countryCallingCode, nationalNumber } = number;
  const current = normalForm(number);
  const national = digitsOf(number.formatNational());
  const candidates = [
    digitsOf(cleaned),
    ...[nationalNumber, national],
    ...['', '00'].map((prefix) => `${prefix}${countryCallingCode}${nationalNumber}`),
    ...['+', '00'].map((prefix) => `${prefix}${countryCallingCode}${national}`),
  ];
  return [...new Set(candidates)].filter((candidate) => {
    const read = candidate === current ? undefined : parse(candidate, region);
    return read !== undefined && normalForm(read) === current;
  });
}

/** How every release before E.164 stored a number. */
function digitsOf(text: string): string {
  const digits = text.replace(/\D/g, '');
  return text.startsWith('+') ? `+${digits}` : digits;
}
