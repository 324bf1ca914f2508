import type { DeviceType } from '@flowforge/contracts/words';

/** The kind of device in a User-Agent header; `desktop` when the header is missing or does not show it. */
export function deviceTypeOf(userAgent: string | undefined): DeviceType {
  const agent = (userAgent ?? '').slice(0, 1_000);
  if (/\b(iPad|Tablet|PlayBook|Silk|Kindle)\b/i.test(agent)) return 'tablet';
  // Android phones have "Mobile" in the header, Android tablets do not.
  if (/\bAndroid\b/i.test(agent)) return /\bMobile\b/i.test(agent) ? 'mobile' : 'tablet';
  return /\b(iPhone|iPod|Mobile|IEMobile|BlackBerry|Opera Mini)\b/i.test(agent) ? 'mobile' : 'desktop';
}
