import { useNow } from '@flowforge/design-system/time/now.ts';
import type { Delivery } from '../../../api/deliveries.js';
import { nextStep } from '../status-texts/delivery-sentence.js';

/** What a waiting delivery waits for; a dash for one that has ended. */
export function NextStep({ delivery }: { delivery: Delivery }) {
  return useNow((now) => nextStep(delivery, now)) || '–';
}
