/**
 * The origin of a public address, such as `https://flow.example:3000`: scheme, host and port, in the spelling of browsers. Links and
 * cookies are made from it, so it can have nothing else.
 *
 * @throws Error that names the wrong part and what to write instead. It contains no user, password or query.
 */
export function publicOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new Error('it must be an address that starts with `http://` or `https://`');
  const parts = [
    ...(url.username !== '' || url.password !== '' ? ['a user'] : []),
    ...(url.pathname !== '/' ? ['a path'] : []),
    ...(url.search !== '' ? ['a query'] : []),
    ...(url.hash !== '' ? ['a fragment'] : []),
  ];
  if (parts.length === 0) return url.origin;
  throw new Error(`it has ${parts.join(' and ')}; write only scheme, host and port: ${url.origin}`);
}
