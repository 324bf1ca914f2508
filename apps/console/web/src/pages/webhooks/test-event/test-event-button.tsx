import { Button } from '@flowforge/design-system/button/button';
import { useNavigate } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import type { Webhook } from '../../../api/webhooks.js';
import { useCan } from '../../../session/session.js';

/** Opens the side panel in which an event is chosen and sent. */
export function TestEventButton({ webhook }: { webhook: Webhook }) {
  const navigate = useNavigate();
  if (!useCan('deliveries:write')) return null;
  return (
    <Button
      variant="primary"
      icon={<Send size={16} aria-hidden />}
      onPress={() =>
        void navigate({
          to: '/profile/webhooks/$webhookId/deliveries/test',
          params: { webhookId: webhook.id },
          search: { type: webhook.event_types[0] ?? 'captured_form.created' },
        })
      }
    >
      Send test event
    </Button>
  );
}
