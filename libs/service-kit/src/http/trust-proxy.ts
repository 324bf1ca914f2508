import { isIP } from 'node:net';

/**
 * The proxies whose `X-Forwarded-For`, `-Proto` and `-Host` headers are trusted: none, those at the given addresses or CIDR ranges,
 * or the last n in front of this process.
 */
export type TrustProxy = false | number | string[];

/** A longer chain of proxies is a mistake in the setting. */
const HOPS_MAX = 10;

/** Reads the setting `TRUST_PROXY`; undefined when it is not valid. An empty text is `none`. */
export function readTrustProxy(text: string): TrustProxy | undefined {
  const value = text.trim();
  if (value === '' || value === 'none') return false;
  if (/^\d+$/.test(value)) {
    const hops = Number(value);
    if (hops > HOPS_MAX) return undefined;
    return hops === 0 ? false : hops;
  }
  const entries = value.split(',').map((entry) => entry.trim());
  return entries.every(isRange) ? entries : undefined;
}

function isRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
