import { plural } from '@flowforge/design-system/format/number.ts';
import { Notice } from '@flowforge/design-system/state/notice';
import { Time } from '@flowforge/design-system/time/time';
import { Link } from '../../frame/link.js';
import { useWebhookName } from '../../webhook/webhook-name.js';
import type { Concern } from './summary.js';

/** A webhook that somebody should look at: what is wrong, since when, and the way to it. */
export function ConcernNotice({ concern }: { concern: Concern }) {
  const { webhookId, kind, since } = concern;
  const name = useWebhookName(webhookId);
  return (
    <Notice
      tone="warning"
      title={titleOf(name, concern)}
      action={
        <Link
          to="/profile/webhooks/$webhookId/deliveries"
          params={{ webhookId }}
          search={SEARCHES[kind]}
          look="button"
        >
          Open
        </Link>
      }
    >
      <span>
        {EXPLANATIONS[kind]}{' '}
        {since !== null && (
          <>
            {SINCE_WHAT[kind]} <Time at={since} />.
          </>
        )}
      </span>
    </Notice>
  );
}

function titleOf(name: string, { kind, deliveries, isPartial }: Concern): string {
  const atLeast = isPartial ? 'at least ' : '';
  switch (kind) {
    case 'paused':
      return deliveries === 0
        ? `${name}: sending is paused`
        : `${name}: sending is paused, ${atLeast}${plural(deliveries, 'delivery waits', 'deliveries wait')}`;
    case 'disabled':
      return `${name}: disabled by its endpoint`;
    case 'retrying':
      return `${name}: ${atLeast}${plural(deliveries, 'delivery waits', 'deliveries wait')} for a retry`;
    case 'failed':
    case 'failed_disabled':
      return `${name}: ${atLeast}${plural(deliveries, 'delivery', 'deliveries')} failed for good`;
  }
}

/** What happened at the time of the concern. */
const SINCE_WHAT: Record<Concern['kind'], string> = {
  paused: 'It was paused',
  disabled: 'It was disabled',
  retrying: 'The oldest one that waits was created',
  failed: '',
  failed_disabled: '',
};

const EXPLANATIONS: Record<Concern['kind'], string> = {
  paused: 'Its endpoint keeps failing. Deliveries wait, and start when it works again.',
  disabled: 'It asked for no more events. Enable the webhook when the endpoint wants them again.',
  retrying:
    'An attempt failed. Each is sent again automatically; if the endpoint works again, send them now.',
  failed: 'No retry is left. If the endpoint works again, recover them.',
  failed_disabled: 'No retry is left, and the webhook is disabled. To send them, enable it and recover them.',
};

/** What the page of the webhook shows first. */
const SEARCHES = {
  paused: {},
  disabled: {},
  retrying: { status: 'pending' },
  failed: { status: 'failed', within: '30d' },
  failed_disabled: { status: 'failed', within: '30d' },
} as const satisfies Record<Concern['kind'], object>;
