import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** The text could not be decrypted: unknown key, wrong encryption context, or changed bytes. The message never holds the secret. */
export class CannotDecrypt extends Error {
  readonly code = 'CANNOT_DECRYPT';
  readonly messageIsLoggable = true;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const ID = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * Encrypts small secrets with AES-256-GCM under named keys. `encryptionContext` (a table and row, such as `webhook:<id>`) is
 * the associated data: a text that is copied to another row cannot be decrypted there.
 */
export class KeyRing {
  private constructor(
    private readonly keys: ReadonlyMap<string, Buffer>,
    private readonly current: string,
  ) {}

  /**
   * Reads `id:base64key[,id:base64key]`; the first key encrypts, every key decrypts.
   *
   * @throws Error that names the wrong entry by its position, and repeats nothing of it: a key may stand where the id belongs
   */
  static parse(text: string): KeyRing {
    const keys = new Map<string, Buffer>();
    for (const [index, entry] of text.split(',').entries()) {
      const [id = '', encoded, ...rest] = entry.trim().split(':');
      if (!ID.test(id) || encoded === undefined || rest.length > 0)
        throw new Error(`entry ${index + 1} must be "id:base64 of 32 bytes"`);
      const key = Buffer.from(encoded, 'base64');
      if (key.length !== KEY_BYTES)
        throw new Error(`the key of entry ${index + 1} has ${key.length} bytes, but must have 32`);
      if (keys.has(id)) throw new Error(`entry ${index + 1} has the id of an earlier entry`);
      keys.set(id, key);
    }
    const [current] = keys.keys();
    if (current === undefined) throw new Error('a key ring needs at least one key');
    return new KeyRing(keys, current);
  }

  /** @returns the encrypted text: `v1.<key id>.<base64url of iv, tag and ciphertext>`. */
  encrypt(plain: string, encryptionContext: string): string {
    const key = this.keys.get(this.current);
    if (!key) throw new CannotDecrypt('the current key is missing');
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    cipher.setAAD(Buffer.from(encryptionContext));
    const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `${this.currentPrefix}${Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString('base64url')}`;
  }

  /** What every text begins with that the current key has encrypted. */
  get currentPrefix(): string {
    return `v1.${this.current}.`;
  }

  /**
   * The text, encrypted with the current key; the same text when it is that already.
   *
   * @throws CannotDecrypt when the text was not encrypted with this context by a key of this ring
   */
  reencrypt(encrypted: string, encryptionContext: string): string {
    if (encrypted.startsWith(this.currentPrefix)) return encrypted;
    return this.encrypt(this.decrypt(encrypted, encryptionContext), encryptionContext);
  }

  /**
   * Proves that a text comes from a service with this key ring: `<key id>.<base64url of an HMAC-SHA-256>`. The key of the HMAC is derived
   * from the current key for this purpose (RFC 5869).
   */
  sign(text: string, purpose: string): string {
    return `${this.current}.${this.mac(this.current, text, purpose)?.toString('base64url') ?? ''}`;
  }

  /** Whether `proof` was made for this text and purpose with a key of this ring. */
  verify(text: string, purpose: string, proof: string): boolean {
    const [id = '', encoded = ''] = proof.split('.');
    const expected = this.mac(id, text, purpose);
    const given = Buffer.from(encoded, 'base64url');
    return expected !== null && given.length === expected.length && timingSafeEqual(given, expected);
  }

  /** @throws CannotDecrypt when the text was not encrypted with this context by a key of this ring */
  decrypt(encrypted: string, encryptionContext: string): string {
    const [version, id, body, more] = encrypted.split('.');
    const key = this.keys.get(id ?? '');
    if (version !== 'v1' || body === undefined || more !== undefined)
      throw new CannotDecrypt('not an encrypted text');
    if (!key) throw new CannotDecrypt(`key "${id}" is not in the key ring`);
    const bytes = Buffer.from(body, 'base64url');
    if (bytes.length < IV_BYTES + TAG_BYTES) throw new CannotDecrypt('the encrypted text is too short');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
    decipher.setAAD(Buffer.from(encryptionContext));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([
        decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)),
        decipher.final(),
      ]).toString();
    } catch {
      throw new CannotDecrypt('the encrypted text belongs to another context, or was changed');
    }
  }

  /** Null without a key of this id. */
  private mac(id: string, text: string, purpose: string): Buffer | null {
    const key = this.keys.get(id);
    if (!key) return null;
    const derived = Buffer.from(hkdfSync('sha256', key, '', purpose, KEY_BYTES));
    return createHmac('sha256', derived).update(text).digest();
  }
}
