import { useNow } from '@flowforge/design-system/time/now.ts';
import type { Delivery } from '../../../api/deliveries.js';
import { deliverySentence } from '../words/delivery-sentence.js';

/** What a waiting delivery waits for; nothing for one that has ended. */
export function NextStep({ delivery }: { delivery: Delivery }) {
  const text = useNow((now) =>
    delivery.status === 'pending' ? deliverySentence(delivery, now, undefined).replace(/\.$/, '') : '',
  );
  return text === '' ? '–' : text;
}
