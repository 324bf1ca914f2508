import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** The text could not be opened: unknown key, wrong place, or changed bytes. The message never holds the secret. */
export class CannotUnseal extends Error {}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/**
 * Seals small secrets with AES-256-GCM under named keys. `place` (a table and row, such as `webhook:<id>`) is
 * bound in as associated data: a sealed text that is copied to another row does not open there.
 */
export class KeyRing {
  private constructor(
    private readonly keys: ReadonlyMap<string, Buffer>,
    private readonly current: string,
  ) {}

  /**
   * Reads `id:base64key[,id:base64key]`; the first key seals, every one opens.
   *
   * @throws Error naming what is wrong, never a key
   */
  static parse(text: string): KeyRing {
    const keys = new Map<string, Buffer>();
    for (const part of text.split(',')) {
      const [id, encoded] = part.trim().split(':');
      const key = Buffer.from(encoded ?? '', 'base64');
      if (!id || !/^[A-Za-z0-9_-]{1,32}$/.test(id))
        throw new Error('a key ring entry is "id:base64 of 32 bytes"');
      if (key.length !== KEY_BYTES) throw new Error(`key "${id}" has ${key.length} bytes, 32 are needed`);
      keys.set(id, key);
    }
    const [current] = keys.keys();
    if (current === undefined) throw new Error('a key ring needs at least one key');
    return new KeyRing(keys, current);
  }

  /** The sealed text: `v1.<key id>.<base64url of iv, tag and ciphertext>`. */
  seal(plain: string, place: string): string {
    const key = this.keys.get(this.current);
    if (!key) throw new CannotUnseal('the current key is missing');
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    cipher.setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `v1.${this.current}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** @throws CannotUnseal when the text was not sealed for `place` by a key of this ring */
  unseal(sealed: string, place: string): string {
    const [version, id, body, more] = sealed.split('.');
    const key = this.keys.get(id ?? '');
    if (version !== 'v1' || body === undefined || more !== undefined)
      throw new CannotUnseal('not a sealed text');
    if (!key) throw new CannotUnseal(`key "${id}" is not in the key ring`);
    const bytes = Buffer.from(body, 'base64url');
    if (bytes.length < IV_BYTES + TAG_BYTES) throw new CannotUnseal('the sealed text is cut short');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([
        decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)),
        decipher.final(),
      ]).toString();
    } catch {
      throw new CannotUnseal('the sealed text was made for another place, or changed');
    }
  }
}
