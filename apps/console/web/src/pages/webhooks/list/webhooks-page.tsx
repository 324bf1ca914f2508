import { Page } from '../../../frame/page.js';
export function WebhooksPage() {
  return <Page title="Webhooks">x</Page>;
}
