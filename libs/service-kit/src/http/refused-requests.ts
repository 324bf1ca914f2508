import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Problem, TITLES } from './problem.js';
import { SECURITY_HEADERS } from './security-headers.js';

const HEADERS = { ...SECURITY_HEADERS, 'content-type': 'application/problem+json; charset=utf-8' } as const;

/** The answer to a request that Node's HTTP parser refuses, by the parser's error code. */
export function problemOfParserError(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Problem(431, 'headers_too_large', 'The headers are larger than 16 KB.');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Problem(408, 'request_timeout', 'The request did not arrive completely in time.');
  }
  if (code === 'HPE_INVALID_URL') {
    return new Problem(400, 'malformed_url', 'The path holds bytes that must be percent-encoded.');
  }
  return new Problem(400, 'malformed_request', 'This is not a valid HTTP/1.1 request.');
}

/** Connections that wait for the answers to earlier requests. Node reports the error again for each further chunk. */
const waiting = new WeakSet<Socket>();

/**
 * Answers on the socket, because Node has no request object for a request that it could not parse. Closes the connection. The
 * answers to complete requests before it on the same connection are sent first.
 */
export function answerParserError(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  if (waiting.has(socket)) return;
  const answer = currentAnswer(socket);
  if (answer?.req.complete === true) {
    waiting.add(socket);
    answer.once('finish', () => {
      waiting.delete(socket);
      // Node closes the connection itself after the last answer that its client wanted.
      if (socket.writable) answerParserError(error, socket);
    });
  } else if (answer?.headersSent === true) {
    // The answer to this request has begun; the client sees that it is not complete.
    socket.destroy();
  } else {
    writeProblem(socket, problemOfParserError(error.code));
  }
}

/** Answers requests that Node would answer without a body, or by closing the connection. */
export function answerUnusualRequests(server: Server): void {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const problem = new Problem(417, 'expectation_failed', 'The only expectation supported is 100-continue.');
    const body = JSON.stringify(problem.body());
    const headers = { ...HEADERS, 'content-length': Buffer.byteLength(body), connection: 'close' };
    response.writeHead(417, headers).end(body);
  });
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    writeProblem(socket, new Problem(405, 'method_not_allowed', 'This server does not open tunnels.'));
  });
}

/** Node keeps the answer that is next on a connection in a property of the socket; the event of the parser error does not carry it. */
function currentAnswer(socket: Socket): ServerResponse | undefined {
  const answer: unknown = Reflect.get(socket, '_httpMessage');
  return answer instanceof ServerResponse ? answer : undefined;
}

function writeProblem(socket: Socket, problem: Problem): void {
  const body = JSON.stringify(problem.body());
  const headers = { ...HEADERS, 'content-length': Buffer.byteLength(body), connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${problem.status} ${TITLES[problem.status] ?? 'Error'}\r\n${lines.join('')}\r\n`;
  socket.end(head + body, () => socket.destroy());
}
