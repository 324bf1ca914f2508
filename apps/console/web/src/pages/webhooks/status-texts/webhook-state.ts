import type { StatusIcon } from '@flowforge/design-system/badge/badge';
import { plural } from '@flowforge/design-system/format/number.ts';
import { duration } from '@flowforge/design-system/format/relative-time.ts';
import type { Tone } from '@flowforge/design-system/state/notice';
import type { Circuit } from '../../../api/deliveries.js';
import type { Webhook } from '../../../api/webhooks.js';

/** The state of a webhook as a word, and a few words more. */
export interface WebhookState {
  word: string;
  tone: Tone;
  icon: StatusIcon;
  /** What follows from it: “next probe in 40 s”. */
  note?: string;
}

/**
 * The state at a time, in milliseconds. `circuit` is undefined while it is closed. `retries`: deliveries that wait for their next attempt
 * after a failed one.
 */
export function webhookState(
  webhook: Webhook,
  circuit: Circuit | undefined,
  now: number,
  retries = 0,
): WebhookState {
  if (webhook.disabled_reason === 'gone')
    return { word: 'Disabled', tone: 'neutral', icon: 'off', note: 'asked for no more events' };
  if (!webhook.enabled) return { word: 'Disabled', tone: 'neutral', icon: 'off' };
  if (circuit === undefined) {
    const note = `${plural(retries, 'waits', 'wait')} for a retry`;
    return { word: 'Enabled', tone: 'success', icon: 'ok', ...(retries > 0 && { note }) };
  }
  return {
    word: 'Paused',
    tone: 'warning',
    icon: 'paused',
    note: `circuit open, ${probeText(circuit, now)}`,
  };
}

/** When the next probe starts: “next probe in 40 s”. A probe is a delivery that is due, so there may be none yet. */
export function probeText({ next_probe_at }: Circuit, now: number): string {
  if (next_probe_at === null) return 'a probe is running';
  const wait = Date.parse(next_probe_at) - now;
  return wait <= 0 ? 'the next delivery that is due is the probe' : `next probe in ${wholeSeconds(wait)}`;
}

/** A wait without fractions of a second. */
export function wholeSeconds(ms: number): string {
  return duration(Math.max(1_000, Math.ceil(ms / 1_000) * 1_000));
}
