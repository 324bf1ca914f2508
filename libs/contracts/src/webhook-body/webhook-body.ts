/** What a webhook's receiver parses, in this key order whatever the payload version. */
export interface WebhookBody {
  id: string;
  data: object;
  event: string;
  object: 'event';
  created_at: string;
}
