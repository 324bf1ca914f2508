import { hash } from 'node:crypto';

/** A statement that each connection parses once, and plans a few times at most. For constant statements that run all the time. */
export interface PreparedStatement {
  /** Unique for the text. */
  readonly name: string;
  readonly text: string;
}

/** A prepared statement with this text. Postgres prepares it on a connection when it is first run there. */
export function prepared(text: string): PreparedStatement {
  return { name: hash('sha256', text).slice(0, 32), text };
}
