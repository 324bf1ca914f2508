import { SESSION_TOKEN_HEADER } from '@flowforge/contracts/sessions/session-token';

/** Headers of one connection, not of the message (RFC 9110 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Headers that the front door sets, and those that are for itself. The client's values are dropped, because a client could forge
 * them, and because no service may see a cookie.
 */
const SET_HERE = new Set([
  'authorization',
  'cookie',
  'host',
  'expect',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
  'x-request-id',
  SESSION_TOKEN_HEADER,
]);

/** Headers of a service that are for the front door. Only the front door sets cookies. */
const FOR_FRONT_DOOR = new Set([SESSION_TOKEN_HEADER, 'set-cookie']);

type Headers = Record<string, string | string[] | undefined>;

/** What the front door knows about the sender of a request. */
export interface Sender {
  address: string;
  protocol: string;
  host: string | undefined;
  requestId: string;
  /** The `Authorization` header for the service; undefined for none. */
  authorization: string | undefined;
}

/** The headers of the request to the service: those of the client without the hop-by-hop ones, and who the client is. */
export function requestHeaders(headers: Headers, client: Sender): Record<string, string | string[]> {
  return {
    ...withoutHops(headers, SET_HERE),
    ...(client.authorization !== undefined && { authorization: client.authorization }),
    'x-forwarded-for': client.address,
    'x-forwarded-proto': client.protocol,
    ...(client.host !== undefined && { 'x-forwarded-host': client.host }),
    'x-request-id': client.requestId,
  };
}

/** The headers with the trace context of the front door in place of the client's, which must not reach a service that is traced. */
export function withTrace(
  { traceparent: _, tracestate: __, ...headers }: Record<string, string | string[]>,
  traceparent: string | undefined,
): Record<string, string | string[]> {
  return traceparent === undefined ? headers : { ...headers, traceparent };
}

/** The headers of the answer to the client: those of the service without the hop-by-hop ones and those for the front door. */
export function responseHeaders(headers: Headers): Record<string, string | string[]> {
  return withoutHops(headers, FOR_FRONT_DOOR);
}

function withoutHops(headers: Headers, more: ReadonlySet<string>): Record<string, string | string[]> {
  const named = new Set(
    [headers.connection ?? []]
      .flat()
      .flatMap((value) => value.split(','))
      .map((name) => name.trim().toLowerCase()),
  );
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || HOP_BY_HOP.has(name) || named.has(name) || more.has(name)) continue;
    kept[name] = value;
  }
  return kept;
}
