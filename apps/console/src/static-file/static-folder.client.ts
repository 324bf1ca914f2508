import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ConfigurationError } from '@flowforge/service-kit/environment';

/** Names that are never served: compressed copies (a client gets them under the name of the file), source maps, hidden files. */
const NOT_SERVED = /\.(br|gz|map)$|(^|\/)\./;

/**
 * A folder of built files. The names are read once, at the start, so a request can only name a file that the build made: no path
 * of a request is ever resolved.
 */
export class StaticFolder {
  private constructor(
    readonly path: string,
    private readonly names: ReadonlySet<string>,
  ) {}

  /**
   * @param variable the setting that names the folder, for the error
   * @param needed files that must be in the folder
   * @throws ConfigurationError when the folder or one of these files is missing
   */
  static open(variable: string, path: string, needed: readonly string[]): StaticFolder {
    const names = new Set(namesIn(path).filter((name) => !NOT_SERVED.test(name)));
    const missing = needed.find((name) => !names.has(name));
    if (missing === undefined) return new StaticFolder(path, names);
    throw new ConfigurationError([
      `${variable} is "${path}", where there is no ${missing}. Build it with "npm run build"`,
    ]);
  }

  /** @param name path below the folder, without a slash at its start */
  has(name: string): boolean {
    return this.names.has(name);
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(path, join(entry.parentPath, entry.name)));
  } catch {
    return [];
  }
}
