import { useState } from 'react';
import type { Webhook } from '../../../api/webhooks.js';

/** When the webhook was disabled that is enabled again since this page was opened, in RFC 3339; else undefined. */
export function useMissedSince(webhook: Webhook): string | undefined {
  const [disabled, setDisabled] = useState<{ id: string; at: string | null }>();
  if (!webhook.enabled && (disabled?.id !== webhook.id || disabled.at !== webhook.disabled_at))
    setDisabled({ id: webhook.id, at: webhook.disabled_at });
  return webhook.enabled && disabled?.id === webhook.id ? (disabled.at ?? undefined) : undefined;
}
