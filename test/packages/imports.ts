import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** The packages that the files of one project import. */
export interface Imports {
  /** Imported by files that run in production, with one of these files. */
  production: Map<string, string>;
  /** Imported by tests, test helpers and build scripts only, with one of these files. */
  development: Map<string, string>;
}

const SOURCE = /\.(ts|tsx|mjs|css)$/;
const DEVELOPMENT = /^test\/|\.(test|testing|fixture)\.tsx?$|(^|\/)(testing|vite\.config)\.ts$|\.mjs$/;
const CSS_IMPORT = /@import\s+(?:url\()?\s*['"]([^'"]+)['"]/g;
const NOT_SOURCES = new Set(['dist', 'out', 'generated', 'node_modules']);

/**
 * Reads the sources of a project. Types count like values: the compiler needs the package, too.
 *
 * @param root the root of the workspace
 * @param folder the project's folder, from the root
 * @param others folders of other projects, which may lie inside of it; they are left out
 */
export function importsOf(root: string, folder: string, others: readonly string[]): Imports {
  const imports: Imports = { production: new Map(), development: new Map() };
  for (const path of sourcesIn(join(root, folder), new Set(others.map((other) => join(root, other))))) {
    const file = relative(root, path);
    const found = DEVELOPMENT.test(file) ? imports.development : imports.production;
    for (const name of packagesIn(file, readFileSync(path, 'utf8'))) found.set(name, file);
  }
  for (const name of imports.production.keys()) imports.development.delete(name);
  return imports;
}

/** Names of the packages that a file imports, statically or dynamically; without those that Node brings. */
export function packagesIn(file: string, text: string): string[] {
  const specifiers = file.endsWith('.css')
    ? [...text.matchAll(CSS_IMPORT)].map(([, specifier = '']) => specifier)
    : ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return specifiers
    .filter((specifier) => /^[@a-z]/i.test(specifier) && !isBuiltin(specifier))
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

function sourcesIn(folder: string, others: ReadonlySet<string>): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return SOURCE.test(entry.name) ? [path] : [];
    return NOT_SOURCES.has(entry.name) || others.has(path) ? [] : sourcesIn(path, others);
  });
}
