/** Rules of every route: names, and texts with code between backticks. */
export const RULES = [
  {
    name: 'Authorization',
    text: 'Send an API key as `Authorization: Bearer ff_…`. It belongs to one workspace and has scopes; each route names the one that it needs. The routes below `/v1/chat` take the `visitor_token` of their conversation instead.',
  },
  {
    name: 'Errors',
    text: 'An error is `application/problem+json` (RFC 9457). Decide by its `code`, which never changes; `detail` is for people. `errors` names each wrong field. Quote `request_id` when you ask for help.',
  },
  {
    name: 'Lists',
    text: 'A list answers `items` and `next_cursor`. Send that as `cursor` to get the next page; it is null on the last one. `limit` is the size of a page.',
  },
  {
    name: 'Repeating safely',
    text: 'A POST takes an `Idempotency-Key` of your choice. The same key with the same body gets the first answer again and changes nothing.',
  },
  {
    name: 'Concurrent changes',
    text: 'The `ETag` of an answer is the revision of the thing. Send it as `If-Match` with a change: it is refused with 412 when somebody else has changed the thing since.',
  },
  {
    name: 'Rates',
    text: 'Too many requests are answered with 429. `Retry-After` says after how many seconds to try again.',
  },
] as const;
