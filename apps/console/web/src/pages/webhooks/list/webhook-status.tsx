import { Status } from '@flowforge/design-system/badge/badge';
import { useNow } from '@flowforge/design-system/time/now.ts';
import { useQuery } from '@tanstack/react-query';
import { type Circuit, waitingQuery } from '../../../api/deliveries.js';
import type { Webhook } from '../../../api/webhooks.js';
import { webhookState } from '../status-texts/webhook-state.js';
import styles from './list.module.css';

interface WebhookStatusProps {
  webhook: Webhook;
  /** Undefined while it is closed. */
  circuit: Circuit | undefined;
}

/** Enabled, paused by its circuit, or disabled, and why. */
export function WebhookStatus({ webhook, circuit }: WebhookStatusProps) {
  const { data: waiting } = useQuery(waitingQuery);
  const retries = waiting?.webhooks.find(({ webhook_id }) => webhook_id === webhook.id)?.retries ?? 0;
  const note = useNow((now) => webhookState(webhook, circuit, now, retries).note ?? '');
  const { word, tone, icon } = webhookState(webhook, circuit, 0);
  return (
    <span className={styles.status}>
      <Status tone={tone} icon={icon}>
        {word}
      </Status>
      {note !== '' && <span className={styles.note}>{note}</span>}
    </span>
  );
}
