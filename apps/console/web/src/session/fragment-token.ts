/**
 * The token in the fragment of the address, as in `/invitation#TOKEN`; empty when there is none. The fragment is removed from the
 * address at once, so that the token is neither in the history nor in a link that somebody copies. A fragment is never sent to a server.
 */
export function takeFragmentToken(): string {
  const { hash, pathname, search } = window.location;
  if (hash !== '') window.history.replaceState(null, '', pathname + search);
  return hash.slice(1);
}

/** A link with a token, for somebody else. */
export function tokenLink(path: '/invitation' | '/reset-password', token: string): string {
  return `${window.location.origin}${path}#${token}`;
}
