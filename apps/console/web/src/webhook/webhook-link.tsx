import { Link } from '../frame/link.js';
import { WebhookName } from './webhook-name.js';

/** The name of a webhook as a link to its page, for a row of a table. */
export function WebhookLink({ id }: { id: string }) {
  return (
    <Link to="/profile/webhooks/$webhookId/deliveries" params={{ webhookId: id }} look="row">
      <WebhookName id={id} />
    </Link>
  );
}
