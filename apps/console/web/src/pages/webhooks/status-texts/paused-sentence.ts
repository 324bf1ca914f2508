import type { Circuit } from '../../../api/deliveries.js';
import { wholeSeconds } from './webhook-state.js';

const FOLLOWING = 'the others that are due follow, and each retry comes at its own time.';

/** What deliveries wait for while the circuit of their webhook is open. `now` in milliseconds. */
export function pausedSentence({ next_probe_at }: Circuit, now: number): string {
  if (next_probe_at === null) return `A probe is running. If it succeeds, ${FOLLOWING}`;
  const wait = Date.parse(next_probe_at) - now;
  if (wait > 0)
    return `The next probe starts in ${wholeSeconds(wait)}. It is one of these deliveries. If it succeeds, ${FOLLOWING}`;
  return 'The next delivery that is due is the probe. To probe at once, open one that waits for a retry and press “Send now”.';
}
