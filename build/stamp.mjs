// What a build was made from. Plain JavaScript without packages: `npm start` asks it whether to build.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The hashes of the inputs of the last build, by name; empty before the first one.
 *
 * @param file where the build keeps them
 */
export function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

/** Replaces some of the hashes. */
export function saveStamp(file, hashes) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...readStamp(file), ...hashes }));
}
