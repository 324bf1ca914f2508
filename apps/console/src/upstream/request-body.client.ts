import type { Readable } from 'node:stream';
import { Problem } from '@flowforge/service-kit/http/problem';

/** The body of a request, chunk by chunk. @throws Problem 413 when it becomes larger than the limit; its length may be unknown at the start */
export async function* limitedBody(body: Readable, limit: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  // Do not close the client's connection when this loop ends: the answer is sent on it.
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > limit) throw tooLarge(limit);
    yield chunk;
  }
}

/** The whole body. @throws Problem 413 above the limit in bytes */
export async function readBody(body: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of limitedBody(body, limit)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** 413. @param limit in bytes */
export function tooLarge(limit: number): Problem {
  return new Problem(413, 'body_too_large', `The request body is larger than ${limit / 1024} KiB.`);
}
