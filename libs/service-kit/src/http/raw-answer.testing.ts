import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** An answer of an HTTP server, read from the bare socket. */
export interface RawAnswer {
  status: number;
  /** The status line and the headers, in lower case. */
  headers: string;
  /** The parsed body; an empty object when there was none. */
  body: { code?: string; errors?: { field: string }[]; [key: string]: unknown };
}

/** Sends bytes as they are to a port of loopback, and reads until the server closes the connection. */
export async function rawAnswer(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  const answer = await text(socket);
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), headers: head.toLowerCase(), body: JSON.parse(body || '{}') };
}
