/** Cost of a hash: `2 ** logN` rounds over `128 * r * 2 ** logN` bytes of memory, `p` times. */
export interface HashCost {
  logN: number;
  r: number;
  p: number;
}

/** A stored hash of a password, with its own cost and salt, so that the cost can be raised for new passwords. */
export interface PasswordHash extends HashCost {
  salt: Buffer;
  hash: Buffer;
}

/** Cost of new hashes: about 0.5 s and 128 MiB. */
export const HASH_COST: HashCost = { logN: 17, r: 8, p: 1 };
export const SALT_BYTES = 16;
export const HASH_BYTES = 32;

const FORM = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/;

/** A hash as it is stored: `scrypt$<logN>$<r>$<p>$<salt>$<hash>`, the last two in base64url. */
export function encodePasswordHash({ logN, r, p, salt, hash }: PasswordHash): string {
  return ['scrypt', logN, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** @throws Error for a text that `encodePasswordHash` did not make; the message holds nothing of it */
export function decodePasswordHash(text: string): PasswordHash {
  const [, logN, r, p, salt = '', hash = ''] = FORM.exec(text) ?? [];
  if (logN === undefined) throw new Error('a stored password hash has an unknown form');
  return {
    logN: Number(logN),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

/** A password as it is hashed: different ways to type the same characters are one password. */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC');
}
