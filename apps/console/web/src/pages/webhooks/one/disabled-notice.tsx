import { Notice } from '@flowforge/design-system/state/notice';
import { Time } from '@flowforge/design-system/time/time';
import { Button } from '@flowforge/design-system/button/button';
import { useState } from 'react';
import type { Webhook } from '../../../api/webhooks.js';
import { Link } from '../../../frame/link.js';
import { useCan } from '../../../session/session.js';
import { EnableDialog } from '../settings/enable-dialog.js';

/** Who disabled the webhook, when, and what follows, with the way to enable it. */
export function DisabledNotice({ webhook }: { webhook: Webhook }) {
  const { id, disabled_reason, disabled_at, disabled_by_delivery_id } = webhook;
  const [isAsking, setAsking] = useState(false);
  const canEnable = useCan('webhooks:write');
  return (
    <Notice
      tone={disabled_reason === 'gone' ? 'warning' : 'neutral'}
      title="This webhook is disabled"
      action={canEnable && <Button onPress={() => setAsking(true)}>Enable</Button>}
    >
      <p>
        {disabled_reason === 'gone'
          ? 'Its endpoint asked for no more events (status 410, or the header webhook-delivery: disable). Nothing is sent to it. '
          : 'Nothing is sent to it. '}
        {disabled_at !== null && (
          <>
            It was disabled <Time at={disabled_at} />.{' '}
          </>
        )}
        What happens meanwhile can be recovered after you enable it again.{' '}
        {disabled_by_delivery_id !== null && (
          <Link
            to="/profile/webhooks/$webhookId/deliveries/$deliveryId"
            params={{ webhookId: id, deliveryId: disabled_by_delivery_id }}
          >
            Show the delivery that got this answer
          </Link>
        )}
      </p>
      <EnableDialog webhook={webhook} isOpen={isAsking} onClose={() => setAsking(false)} />
    </Notice>
  );
}
