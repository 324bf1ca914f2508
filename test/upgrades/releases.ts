import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@flowforge/contracts/words';
import type { Schema } from './schema.js';

/** What a release needs of one service's schema. */
export interface ReleasedSchema {
  /** Its migrations, oldest first: the SHA-256 of the SQL of each by its name. */
  migrations: Record<string, string>;
  tables: Schema;
}

/** The last release whose services may still run when newer migrations are applied. */
export interface Release {
  /** Its version, such as `0.1.0`. */
  version: string;
  services: Record<ServiceName, ReleasedSchema>;
}

/** The file that `npm run release:schema` writes. */
export const RELEASE_FILE = fileURLToPath(new URL('../../upgrades/released.json', import.meta.url));

/** The recorded release. */
export function lastRelease(): Release {
  const release: Release = JSON.parse(readFileSync(RELEASE_FILE, 'utf8'));
  return release;
}

/** Whether a version such as `0.2.0` is at most the other. Versions have three numbers. */
export function isAtMost(version: string, other: string): boolean {
  const [one, two] = [version, other].map((text) => text.split('.').map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (one?.[at] ?? NaN) - (two?.[at] ?? NaN);
    if (difference !== 0) return difference < 0;
  }
  return true;
}
