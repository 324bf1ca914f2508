/** The body that a webhook's receiver gets; the key order is the same in every payload version. */
export interface WebhookBody {
  id: string;
  data: object;
  event: string;
  object: 'event';
  created_at: string;
}
