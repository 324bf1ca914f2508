import { Problem } from '@flowforge/service-kit/http/problem';

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The origin of the console's own pages. */
export class OwnOrigin {
  private readonly url: URL | undefined;

  /** @param publicUrl the setting `PUBLIC_URL`; undefined: only pages of loopback addresses are the console's own */
  constructor(publicUrl: string | undefined) {
    this.url = publicUrl === undefined ? undefined : new URL(publicUrl);
  }

  get isHttps(): boolean {
    return this.url?.protocol === 'https:';
  }

  /**
   * Whether a page of this origin is the console's own. A front door on loopback has several names (127.0.0.1, localhost): a page
   * of one of them is its own page when the request went to the same name and port.
   *
   * @param host the host and port that the request was sent to
   */
  includes(origin: string, host: string): boolean {
    if (origin === this.url?.origin) return true;
    return this.isLoopback(host) && origin === `http://${host}`;
  }

  /** Whether a host and port is the one of the public address, or a loopback name of this front door. */
  isOwnHost(host: string): boolean {
    return host === this.url?.host || this.isLoopback(host);
  }

  /** Whether a host and port is a loopback name of this front door. A name that a foreign DNS server points to loopback is none. */
  isLoopback(host: string): boolean {
    if (!URL.canParse(`http://${host}`)) return false;
    const { hostname, port } = new URL(`http://${host}`);
    if (!LOOPBACK_HOSTS.has(hostname)) return false;
    if (this.url === undefined) return true;
    return this.url.protocol === 'http:' && LOOPBACK_HOSTS.has(this.url.hostname) && port === this.url.port;
  }

  /**
   * Protects a request that a browser sent with a cookie, or without any proof of who sends it, from pages of other origins.
   *
   * @param needed whether the request must have an `Origin`
   * @throws Problem 403 `wrong_origin`
   */
  requireFor(
    { headers, host }: { headers: { origin?: string; 'sec-fetch-site'?: string | string[] }; host: string },
    needed: boolean,
  ): void {
    const { origin } = headers;
    const site = headers['sec-fetch-site'];
    const isOwn = origin === undefined ? !needed : this.includes(origin, host);
    if (!isOwn || (site !== undefined && site !== 'same-origin')) throw wrongOrigin();
  }
}

/** 403: the request comes from a page of another origin. */
export function wrongOrigin(): Problem {
  return new Problem(
    403,
    'wrong_origin',
    'Only pages of the console may send this request with a session. A script sends an api key instead.',
  );
}
