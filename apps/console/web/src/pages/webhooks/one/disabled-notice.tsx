import { Notice } from '@flowforge/design-system/state/notice';
import { Time } from '@flowforge/design-system/time/time';
import type { Webhook } from '../../../api/webhooks.js';
import { Link } from '../../../frame/link.js';

/** Who disabled the webhook, when, and what follows. */
export function DisabledNotice({ webhook }: { webhook: Webhook }) {
  const { id, disabled_reason, disabled_at, disabled_by_delivery_id } = webhook;
  return (
    <Notice tone="neutral" title="This webhook is disabled">
      <p>
        {disabled_reason === 'gone' ? 'Its endpoint asked for no more events. ' : 'Nothing is sent to it. '}
        {disabled_at !== null && (
          <>
            It was disabled <Time at={disabled_at} />.{' '}
          </>
        )}
        Events that happen meanwhile can be recovered after it is enabled again.{' '}
        {disabled_by_delivery_id !== null && (
          <Link
            to="/profile/webhooks/$webhookId/deliveries/$deliveryId"
            params={{ webhookId: id, deliveryId: disabled_by_delivery_id }}
          >
            Show the delivery that got this answer
          </Link>
        )}
      </p>
    </Notice>
  );
}
