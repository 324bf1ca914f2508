/** The object id of the type `uuid`. */
const UUID_TYPE = 2950;
const UUID_BYTES = 16;
/** Of an array with one dimension: number of dimensions, whether it has nulls, type, number of elements, lowest index. */
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

/** The value of each hexadecimal digit by its character code; 255 for every other character. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? 255 : digit;
});
/** Positions of the bytes in the text of a UUID. */
const POSITIONS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const TEXT_LENGTH = 36;
const DASH = '-'.charCodeAt(0);

/**
 * Ids as a Postgres array in the binary form that the server itself uses (`array_recv` in its source). It reads them much faster than as
 * text, and they are half as long.
 *
 * @throws TypeError for what is not a UUID
 */
export function uuidArray(ids: readonly (string | null)[]): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + ids.length * (LENGTH_BYTES + UUID_BYTES));
  let at = HEADER_BYTES;
  for (const id of ids) {
    at = bytes.writeInt32BE(id === null ? NULL_LENGTH : UUID_BYTES, at);
    if (id !== null) at = writeUuid(bytes, id, at);
  }
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(1, 4);
  bytes.writeInt32BE(UUID_TYPE, 8);
  bytes.writeInt32BE(ids.length, 12);
  bytes.writeInt32BE(1, 16);
  return bytes.subarray(0, at);
}

/** Writes the 16 bytes of an id. Returns the position behind them. */
function writeUuid(bytes: Buffer, id: string, at: number): number {
  let invalid = id.length ^ TEXT_LENGTH;
  invalid |= id.charCodeAt(8) ^ DASH;
  invalid |= id.charCodeAt(13) ^ DASH;
  invalid |= id.charCodeAt(18) ^ DASH;
  invalid |= id.charCodeAt(23) ^ DASH;
  for (let index = 0; index < UUID_BYTES; index += 1) {
    const position = POSITIONS[index] ?? 0;
    const high = DIGITS[id.charCodeAt(position)] ?? 255;
    const low = DIGITS[id.charCodeAt(position + 1)] ?? 255;
    invalid |= (high | low) & 0xf0;
    bytes[at + index] = (high << 4) | low;
  }
  if (invalid !== 0) throw new TypeError('an id is not a UUID');
  return at + UUID_BYTES;
}
