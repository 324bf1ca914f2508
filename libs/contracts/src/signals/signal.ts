import type { Static, TObject } from 'typebox';
import { compile } from '../compiled.js';
import { malformed, parseJson, toJsonBytes, type Decoded } from '../decoding.js';

/** A core NATS message without a reply. It may be lost: then the receiver does the same work later, at its next poll or expiry. */
export interface SignalContract<Signal> {
  /** The bytes to publish. Throws TypeError for a signal that breaks its schema. */
  encode(this: void, signal: Signal): Buffer;
  /** Reads a signal. Never throws. */
  decode(this: void, bytes: Uint8Array): Decoded<Signal>;
}

/** Compiles a signal contract from its schema. */
export function defineSignal<Schema extends TObject>(schema: Schema): SignalContract<Static<Schema>> {
  const compiled = compile(schema);
  return {
    encode: (signal) => {
      if (!compiled.check(signal)) throw new TypeError(`invalid signal at "${compiled.errorPath(signal)}"`);
      return toJsonBytes(signal);
    },
    decode: (bytes) => {
      const value = parseJson(bytes);
      return compiled.check(value) ? { ok: true, value } : malformed(compiled.errorPath(value));
    },
  };
}
