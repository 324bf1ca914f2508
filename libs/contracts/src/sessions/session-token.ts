/** The prefix of every session token: `ffs_` and 256 random bits in base64url. */
export const SESSION_TOKEN_PREFIX = 'ffs_';

/**
 * The header in which the registry hands a new session token to the front door, which makes a cookie of it and removes the header.
 * An empty value means that the session has ended: the front door deletes the cookie.
 */
export const SESSION_TOKEN_HEADER = 'x-session-token';
