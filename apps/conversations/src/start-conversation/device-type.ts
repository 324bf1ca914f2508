import type { DeviceType } from '@flowforge/contracts/words';

/** What a User-Agent header says of the device; `desktop` where it says nothing. */
export function deviceTypeOf(userAgent: string | undefined): DeviceType {
  const agent = (userAgent ?? '').slice(0, 1_000);
  if (/\b(iPad|Tablet|PlayBook|Silk|Kindle)\b/i.test(agent)) return 'tablet';
  // An Android device says "Mobile" when it is a phone, and leaves it out when it is a tablet.
  if (/\bAndroid\b/i.test(agent)) return /\bMobile\b/i.test(agent) ? 'mobile' : 'tablet';
  return /\b(iPhone|iPod|Mobile|IEMobile|BlackBerry|Opera Mini)\b/i.test(agent) ? 'mobile' : 'desktop';
}
