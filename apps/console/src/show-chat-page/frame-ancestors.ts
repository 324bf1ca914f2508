/** Scheme, host and port as they may stand in a content security policy: nothing that ends the list or begins a directive. */
const ORIGIN = /^https?:\/\/[a-z0-9._-]+(:\d+)?$/;

/**
 * Who may show the chat of a widget in a frame, as CSP source list: its allowed origins and the console itself; every page when the
 * widget allows any.
 *
 * @param allowedOrigins null for any
 */
export function frameAncestors(allowedOrigins: readonly string[] | null): string {
  if (allowedOrigins === null) return '*';
  return ["'self'", ...allowedOrigins.filter((origin) => ORIGIN.test(origin))].join(' ');
}
