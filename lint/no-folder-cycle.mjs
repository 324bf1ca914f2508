// ESLint rule: the folders of a project never import each other in a circle.
//
// A folder is a first-level folder below `src`; a file directly in `src` counts as a folder of its own. The folders in `src/pages`
// are folders of their own too, and never import each other at all: what two pages need lies outside of `pages`. Imports of types
// count too: they also tie two folders together. Tests and test helpers are left out.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

const SOURCE = /\.tsx?$/;
const TEST = /\.(test|testing|fixture)\.tsx?$|(^|\/)testing\.ts$/;
const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;
/** An editor keeps ESLint running: the folder graph of a project is read again after this, in milliseconds. */
const GRAPH_AGE_MS = 10_000;

/** @type {Map<string, {readAt: number, graph: Map<string, Set<string>>}>} */
const graphs = new Map();

/** The `src` folder that a file lies in, or null. */
function sourceRootOf(file) {
  const at = file.lastIndexOf(`${sep}src${sep}`);
  return at < 0 ? null : file.slice(0, at + 4);
}

/** The folder of a file: its first-level folder below `src` (in `pages`: the second level), or the file itself where it lies there. */
function folderOf(sourceRoot, file) {
  const parts = relative(sourceRoot, file).split(sep);
  const folder = parts.slice(0, parts[0] === 'pages' ? 2 : 1).join('/');
  return folder.replace(/\.(js|tsx?)$/, '');
}

function isPage(folder) {
  return folder.startsWith('pages/');
}

function importedFolders(sourceRoot, file, text) {
  const own = folderOf(sourceRoot, file);
  const folders = new Set();
  for (const [, specifier] of text.matchAll(RELATIVE_IMPORT)) {
    const target = resolve(dirname(file), specifier ?? '');
    const folder = folderOf(sourceRoot, target);
    if (target.startsWith(sourceRoot + sep) && folder !== own) folders.add(folder);
  }
  return folders;
}

function readGraph(sourceRoot) {
  const graph = new Map();
  for (const entry of readdirSync(sourceRoot, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || !SOURCE.test(file) || TEST.test(file)) continue;
    const folder = folderOf(sourceRoot, file);
    const imports = graph.get(folder) ?? new Set();
    for (const name of importedFolders(sourceRoot, file, readFileSync(file, 'utf8'))) imports.add(name);
    graph.set(folder, imports);
  }
  return graph;
}

function graphOf(sourceRoot) {
  const known = graphs.get(sourceRoot);
  if (known !== undefined && Date.now() - known.readAt < GRAPH_AGE_MS) return known.graph;
  const graph = readGraph(sourceRoot);
  graphs.set(sourceRoot, { readAt: Date.now(), graph });
  return graph;
}

/** The shortest way from one folder to another along imports, both ends included; null when there is none. */
function pathBetween(graph, from, to) {
  const ways = [[from]];
  const seen = new Set([from]);
  for (const way of ways) {
    const last = way.at(-1);
    if (last === to) return way;
    for (const next of graph.get(last) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return null;
}

/** @type {import('eslint').Rule.RuleModule} */
export const noFolderCycle = {
  meta: {
    type: 'problem',
    docs: { description: 'Folders of a project never import each other in a circle.' },
    schema: [],
    messages: {
      page: 'A page imports another page: {{own}} → {{folder}}. Move what they share to a folder outside of pages.',
      cycle: 'This import closes a circle of folders: {{circle}}. Move one of the two, or what they share.',
    },
  },
  create(context) {
    const file = context.filename;
    const sourceRoot = sourceRootOf(file);
    if (sourceRoot === null || TEST.test(file) || !existsSync(sourceRoot)) return {};
    if (!statSync(sourceRoot).isDirectory()) return {};
    const own = folderOf(sourceRoot, file);
    const check = (node) => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string' || !specifier.startsWith('.')) return;
      const target = resolve(dirname(file), specifier);
      if (!target.startsWith(sourceRoot + sep)) return;
      const folder = folderOf(sourceRoot, target);
      if (folder === own) return;
      if (isPage(own) && isPage(folder)) {
        context.report({ node, messageId: 'page', data: { own, folder } });
        return;
      }
      const back = pathBetween(graphOf(sourceRoot), folder, own);
      if (back !== null) {
        context.report({ node, messageId: 'cycle', data: { circle: [own, ...back].join(' → ') } });
      }
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
