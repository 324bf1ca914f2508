import { isUtf8 } from 'node:buffer';
import { toWellFormedJson } from './well-formed.js';

/**
 * What came out of bytes at the edge of a process. `at` is the JSON pointer of the first fault (empty for the whole)
 * and holds no value, so that it can be logged.
 *
 * - `malformed`: no release can read it; trying again is useless.
 * - `unknown_version`: well formed, but from a newer release: keep it (nak) for a newer reader, never drop it.
 */
export type Decoded<Value> = { ok: true; value: Value } | DecodeFailure;
export type DecodeFailure = { ok: false; reason: 'malformed' | 'unknown_version'; at: string };

/** Parses UTF-8 JSON; undefined, which JSON cannot express, for anything else. Never throws. */
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
