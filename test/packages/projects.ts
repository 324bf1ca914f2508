import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Imports, importsOf } from './imports.js';

/** The part of a package.json that names packages: name → version. */
export interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  overrides?: Record<string, unknown>;
}

/** A project of the workspace: what it declares, and what its files import. */
export interface Project {
  /** Its folder, from the root. */
  folder: string;
  manifest: Manifest;
  imports: Imports;
}

/** The part of package-lock.json that the rules read; `packages` is keyed by folder, from the root. */
export interface Lockfile {
  packages: Record<string, { version?: string; resolved?: string; link?: boolean }>;
}

/** Reads every project that the lockfile names; the root is not one of them. */
export function readProjects(root: string, lockfile: Lockfile): Project[] {
  const folders = Object.values(lockfile.packages).flatMap(({ link, resolved }) =>
    link === true && resolved !== undefined ? [resolved] : [],
  );
  return folders.map((folder, index) => ({
    folder,
    manifest: readManifest(join(root, folder)),
    imports: importsOf(root, folder, folders.toSpliced(index, 1)),
  }));
}

/** Reads the package.json of a folder. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Reads the lockfile of the workspace. */
export function readLockfile(root: string): Lockfile {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
}
