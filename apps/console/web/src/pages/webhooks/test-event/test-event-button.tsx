import { Button } from '@flowforge/design-system/button/button';
import { useNavigate } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import type { Webhook } from '../../../api/webhooks.js';
import { useCan } from '../../../session/session.js';
import { useTestEvent } from './use-test-event.js';

/** Sends a test event at once, and shows the exchange in the side panel. */
export function TestEventButton({ webhook }: { webhook: Webhook }) {
  const navigate = useNavigate();
  const test = useTestEvent(webhook.id);
  if (!useCan('deliveries:write')) return null;
  const type = webhook.event_types[0] ?? 'captured_form.created';
  return (
    <Button
      variant="primary"
      icon={<Send size={16} aria-hidden />}
      isPending={test.isPending}
      onPress={() => {
        test.send(type);
        void navigate({
          to: '/profile/webhooks/$webhookId/deliveries/test',
          params: { webhookId: webhook.id },
          search: { type },
        });
      }}
    >
      Send test event
    </Button>
  );
}
