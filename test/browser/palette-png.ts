import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const COLORS = 256;

/**
 * A screenshot with at most 256 colours: about a third of its bytes. A page has few colours, so nobody sees the difference; the rare
 * ones get the nearest of the frequent ones.
 *
 * @param png of 8 bits a channel, RGB or RGBA, not interlaced: what Chromium writes. The opacity is left out
 */
export function toPalettePng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const counts = new Map<number, number>();
  for (const color of pixels) counts.set(color, (counts.get(color) ?? 0) + 1);
  const palette = frequent(counts);
  const indexOf = new Map(palette.map((color, at) => [color, at]));
  for (const color of counts.keys()) {
    if (!indexOf.has(color)) indexOf.set(color, nearest(palette, color));
  }
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows[y * (width + 1) + 1 + x] = indexOf.get(pixels[y * width + x] ?? 0) ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The most frequent colours. The first one of each hue comes first, so that a small red icon stays red. */
function frequent(counts: ReadonlyMap<number, number>): number[] {
  const sorted = [...counts].sort(([, one], [, other]) => other - one).map(([color]) => color);
  const hues = new Map<string, number>();
  for (const color of sorted) {
    const hue = channels(color)
      .map((value) => value >> 5)
      .join();
    if (!hues.has(hue)) hues.set(hue, color);
  }
  return [...new Set([...hues.values(), ...sorted])].slice(0, COLORS);
}

/** Colours as 0xRRGGBB, row by row. */
function decode(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const bytes = png[25] === 6 ? 4 : 3;
  const data: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const filtered = inflateSync(Buffer.concat(data));
  const stride = width * bytes;
  const raw = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = filtered[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const left = x < bytes ? 0 : (raw[y * stride + x - bytes] ?? 0);
      const up = y === 0 ? 0 : (raw[(y - 1) * stride + x] ?? 0);
      const corner = x < bytes || y === 0 ? 0 : (raw[(y - 1) * stride + x - bytes] ?? 0);
      const predictions = [0, left, up, (left + up) >> 1, paeth(left, up, corner)];
      raw[y * stride + x] = (filtered[y * (stride + 1) + 1 + x] ?? 0) + (predictions[filter ?? 0] ?? 0);
    }
  }
  const pixels = new Uint32Array(width * height);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = raw.readUIntBE(at * bytes, 3);
  return { width, height, pixels };
}

/** The predictor with this name of the PNG specification. */
function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** Index of the palette's colour with the smallest squared distance in RGB. */
function nearest(palette: readonly number[], color: number): number {
  const wanted = channels(color);
  let best = 0;
  let bestDistance = Infinity;
  for (const [at, candidate] of palette.entries()) {
    const distance = channels(candidate).reduce(
      (sum, value, of) => sum + (value - (wanted[of] ?? 0)) ** 2,
      0,
    );
    if (distance < bestDistance) [best, bestDistance] = [at, distance];
  }
  return best;
}

function channels(color: number): number[] {
  return [color >> 16, (color >> 8) & 255, color & 255];
}

/** A chunk as PNG defines it: length, type, content, checksum of type and content. */
function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  content.copy(out, 4);
  out.writeUInt32BE(crc32(content), data.length + 8);
  return out;
}
