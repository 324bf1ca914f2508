import type { Circuit } from '../../../api/deliveries.js';
import { wholeSeconds } from './webhook-state.js';

const FOLLOWING = 'the other due deliveries follow. Retries keep their times.';

/**
 * What deliveries wait for while the circuit of their webhook is open. The probe is the first delivery that is due when it may start, or
 * that becomes due later. `now` in milliseconds; `canSend`: whether the reader may send a delivery now.
 */
export function pausedSentence({ next_probe_at }: Circuit, now: number, canSend: boolean): string {
  if (next_probe_at === null) return `A probe is running. If it succeeds, ${FOLLOWING}`;
  const wait = Date.parse(next_probe_at) - now;
  if (wait > 0)
    return `The next probe can start in ${wholeSeconds(wait)}. It is the first delivery that is due then. If it succeeds, ${FOLLOWING}`;
  const probe = 'The next delivery that is due is the probe.';
  return canSend ? `${probe} To probe at once, open one that waits for a retry and press “Send now”.` : probe;
}
