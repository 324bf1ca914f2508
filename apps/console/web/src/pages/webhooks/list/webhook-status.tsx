import { Status } from '@flowforge/design-system/badge/badge';
import { useNow } from '@flowforge/design-system/time/now.ts';
import type { Circuit } from '../../../api/deliveries.js';
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
  const note = useNow((now) => webhookState(webhook, circuit, now).note ?? '');
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
