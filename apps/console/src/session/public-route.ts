/** Routes that open a session, or need none. A cookie of an earlier session must not stand in their way. */
const PUBLIC_ROUTES: ReadonlySet<string> = new Set([
  'POST /v1/sessions',
  'POST /v1/invitations/accept',
  'POST /v1/invitations/preview',
  'POST /v1/password-resets/accept',
  'POST /v1/password-resets/preview',
  'GET /v1/setup',
  'POST /v1/setup',
]);

/** Whether a route is open to everybody, so that the cookie is not looked at. @param path without the query */
export function isPublicRoute(method: string, path: string): boolean {
  return PUBLIC_ROUTES.has(`${method} ${path}`);
}

/** Whether a path belongs to visitors. Their routes never use the cookie of a user. */
export function ignoresSessions(path: string): boolean {
  return /^\/v1\/chat(\/|$)/.test(path);
}
