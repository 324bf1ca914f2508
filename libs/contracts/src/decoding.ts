import { isUtf8 } from 'node:buffer';
import { toWellFormedJson } from './well-formed.js';

/**
 * The result of decoding bytes that another process sent. `at` is the JSON pointer of the first error (empty for the whole); it
 * holds no value of the data, so it can be logged.
 *
 * - `malformed`: no release can read it, so a retry is useless.
 * - `unknown_version`: from a newer release. Negatively acknowledge the message, so that a replica of that release gets it; never
 *   drop it.
 */
export type Decoded<Value> = { ok: true; value: Value } | DecodeFailure;
export type DecodeFailure = { ok: false; reason: 'malformed' | 'unknown_version'; at: string };

/** Parses UTF-8 JSON. Returns undefined for anything else; JSON itself has no undefined. Never throws. */
export function parseJson(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) return undefined;
  try {
    const parsed: unknown = JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(),
    );
    return parsed;
  } catch {
    return undefined;
  }
}

/** A value as compact JSON in UTF-8, with U+FFFD in place of each lone surrogate. */
export function toJsonBytes(value: object): Buffer {
  return Buffer.from(toWellFormedJson(value));
}

export function malformed(at: string): DecodeFailure {
  return { ok: false, reason: 'malformed', at };
}

export function unknownVersion(at: string): DecodeFailure {
  return { ok: false, reason: 'unknown_version', at };
}
