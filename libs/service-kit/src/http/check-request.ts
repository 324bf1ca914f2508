import type { IncomingMessage } from 'node:http';
import { type FieldError, invalid, Problem } from './problem.js';

/** HTTP/1.1 requires exactly one `Host` header (RFC 9112 §3.2). @throws Problem 400 */
export function requireHost({ httpVersion, rawHeaders }: IncomingMessage): void {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length === 1 || (hosts.length === 0 && httpVersion === '1.0')) return;
  throw new Problem(400, 'malformed_request', 'Send exactly one Host header.');
}

/**
 * Node removes the transfer coding `chunked`; no other one is supported (RFC 9112 §6.1).
 *
 * @throws Problem 501
 */
export function requireKnownTransferCoding({ headers }: IncomingMessage): void {
  const codings = headers['transfer-encoding'];
  if (codings === undefined || codings.trim().toLowerCase() === 'chunked') return;
  throw new Problem(
    501,
    'unsupported_transfer_coding',
    'The only transfer-encoding supported is chunked.',
    undefined,
    { connection: 'close' },
  );
}

/** @throws Problem 415 for a body in an encoding or a charset that this API does not support */
export function requireReadableBody({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    throw unsupportedEncoding();
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw unsupportedCharset();
  }
}

/** 415: the body is compressed or encoded in another way. */
export function unsupportedEncoding(): Problem {
  return new Problem(415, 'unsupported_encoding', 'Send the body without a content-encoding.', undefined, {
    'accept-encoding': 'identity',
  });
}

/** 415: the body is in another charset than UTF-8. */
export function unsupportedCharset(): Problem {
  return new Problem(415, 'unsupported_charset', 'Send the body in UTF-8.');
}

/** @throws Problem 422 for a query whose percent-encoding is not UTF-8 */
export function requireReadableQuery(url: string): void {
  const start = url.indexOf('?');
  if (start < 0 || !url.includes('%', start)) return;
  const errors: FieldError[] = [];
  for (const pair of url.slice(start + 1).split('&')) {
    if (isDecodable(pair)) continue;
    const name = pair.split('=', 1)[0] ?? '';
    errors.push({
      field: isDecodable(name) ? decodeURIComponent(name) : name,
      message: 'must be percent-encoded UTF-8',
    });
    if (errors.length === 20) break;
  }
  if (errors.length > 0) throw invalid(errors, 'parameter');
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
