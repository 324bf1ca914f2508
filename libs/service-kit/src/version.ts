import { readFileSync } from 'node:fs';

function packageVersion(): string {
  const content: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const version: unknown = typeof content === 'object' && content !== null && Reflect.get(content, 'version');
  if (typeof version !== 'string') throw new Error('package.json has no version');
  return version;
}

/** The version of this release. All packages of the repository have the same version. */
export const VERSION = packageVersion();
