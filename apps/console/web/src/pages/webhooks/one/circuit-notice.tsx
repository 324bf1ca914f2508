import { attemptSentence } from '@flowforge/contracts/attempt/attempt-sentence';
import { Notice } from '@flowforge/design-system/state/notice';
import { Time } from '@flowforge/design-system/time/time';
import { useNow } from '@flowforge/design-system/time/now.ts';
import type { Circuit } from '../../../api/deliveries.js';
import { probeText } from '../status-texts/webhook-state.js';

/** Why nothing is sent at the moment, and when it is tried again. */
export function CircuitNotice({ circuit }: { circuit: Circuit }) {
  const probe = useNow((now) => probeText(circuit, now));
  return (
    <Notice tone="warning" title="Sending is paused because the endpoint keeps failing">
      <p>
        {circuit.reason !== null && `${lastOf(circuit.reason)} `}
        It was paused <Time at={circuit.since} />; {probe}. Deliveries wait and use up no attempt, except the
        probe. Once a probe has succeeded, those that are due start in order.
      </p>
    </Notice>
  );
}

function lastOf(reason: NonNullable<Circuit['reason']>): string {
  if (reason === 'endpoint_error') return 'The last attempt was answered with an error.';
  if (reason === 'endpoint_timeout') return 'The last attempt got no answer in time.';
  return attemptSentence({ outcome: reason, status_code: null, duration_ms: 0 });
}
