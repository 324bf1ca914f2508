/**
 * A path of this console from a URL's parameter; undefined for everything else. `//host`, `/\host`, `https:…` and control characters
 * would lead to another site.
 */
export function localPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\/(?![/\\])[\x21-\x7e]*$/.test(value)) return undefined;
  const base = 'https://local.invalid';
  if (!URL.canParse(value, base)) return undefined;
  const url = new URL(value, base);
  // “/a/..//host” is “//host” once its dots are gone.
  if (url.origin !== base || url.pathname.startsWith('//')) return undefined;
  return `${url.pathname}${url.search}${url.hash}`;
}
