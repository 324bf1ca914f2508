// What the builds share. Plain JavaScript without packages: `npm start` asks whether to build before it can resolve any.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const IGNORED = /(\.test|\.testing|\.fixture)\.[jt]sx?$|\/generated\//;

/**
 * Hash of the contents and names of files, in hexadecimal. Tests, what only tests import, and what a build has generated do not count.
 *
 * @param paths files and folders, relative to `root`; one that does not exist is left out
 * @param names only files with such a name count
 */
export function hashOf(root, paths, names = /./) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesIn(root, path).filter((file) => names.test(file))) {
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

function filesIn(root, path) {
  if (!existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesIn(root, `${path}/${name}`))
    .filter((file) => !IGNORED.test(file));
}
