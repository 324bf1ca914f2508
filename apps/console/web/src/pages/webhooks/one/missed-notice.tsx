import { Notice } from '@flowforge/design-system/state/notice';
import { Time } from '@flowforge/design-system/time/time';
import { useQuery } from '@tanstack/react-query';
import { recoveriesQuery } from '../../../api/deliveries.js';
import { Recover } from '../deliveries/recover.js';

/** The next step after a webhook was enabled again, until a recovery was started. `since`: when it was disabled, in RFC 3339. */
export function MissedNotice({ webhookId, since }: { webhookId: string; since: string }) {
  const { data } = useQuery(recoveriesQuery(webhookId));
  const isRecovered = data?.items.some(
    (recovery) =>
      Date.parse(recovery.created_at) > Date.parse(since) && Date.parse(recovery.since) <= Date.parse(since),
  );
  if (isRecovered !== false) return null;
  return (
    <Notice
      tone="info"
      title="What happened while it was disabled was not sent"
      action={<Recover webhookId={webhookId} disabledAt={since} />}
    >
      <p>
        It was disabled <Time at={since} />. Events from now on are sent; earlier ones only if you recover
        them.
      </p>
    </Notice>
  );
}
