import { SESSION_TOKEN_PREFIX } from '@flowforge/contracts/sessions/session-token';

/**
 * How long a browser keeps the cookie, in seconds. Longer than any session: the registry decides when a session ends.
 */
const MAX_AGE_S = 365 * 24 * 60 * 60;

/** The prefix, and 256 bits in base64url. */
const TOKEN = new RegExp(`^${SESSION_TOKEN_PREFIX}[A-Za-z0-9_-]{43}$`);

/**
 * The cookie with a session's token. Over https its name begins with `__Host-`: browsers then take it only from this host, with
 * `Secure` and for all paths. Over plain http, which a local run uses, they would refuse that name.
 */
export class SessionCookie {
  readonly name: string;
  private readonly attributes: string;

  constructor({ isHttps }: { isHttps: boolean }) {
    this.name = isHttps ? '__Host-flowforge_session' : 'flowforge_session';
    this.attributes = `Path=/; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`;
  }

  /** The value in a `Cookie` header, of whatever form; undefined when there is none. The first of several counts. */
  valueIn(header: string | undefined): string | undefined {
    for (const pair of header?.split(';') ?? []) {
      const [name, ...value] = pair.trim().split('=');
      if (name === this.name) return value.join('=');
    }
    return undefined;
  }

  /** The `Set-Cookie` header that stores the token. @throws TypeError for a text that is no session token */
  storing(token: string): string {
    if (!isSessionToken(token)) throw new TypeError('this is no session token');
    return `${this.name}=${token}; ${this.attributes}; Max-Age=${MAX_AGE_S}`;
  }

  /** The `Set-Cookie` header that deletes the cookie. */
  deleting(): string {
    return `${this.name}=; ${this.attributes}; Max-Age=0`;
  }
}

/** Whether a text has the form of a session's token. */
export function isSessionToken(text: string): boolean {
  return TOKEN.test(text);
}
