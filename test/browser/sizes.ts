// `npm run sizes`: the script that each page needs at its first visit, compressed with gzip, against the budget.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
}

const PAGE_BUDGET_KB = 250;
const WIDGET_BUDGET_KB = 30;
const root = fileURLToPath(new URL('../../../', import.meta.url));
const dist = join(root, 'apps/console/web/dist');
const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));

/** The chunk and all chunks that it imports. */
function closure(key: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (chunk === undefined || found.has(key)) return found;
  found.add(key);
  for (const next of chunk.imports ?? []) closure(next, found);
  return found;
}

const sizes = new Map<string, number>();
function kilobytes(file: string): number {
  const known = sizes.get(file) ?? gzipSync(readFileSync(file), { level: 9 }).length / 1_000;
  sizes.set(file, known);
  return known;
}

const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry) ?? '';
/** The pages: what the routes import. What a page loads later, such as dragging, is not part of its first screen. */
const pages = [...closure(entry)].flatMap((key) => manifest[key]?.dynamicImports ?? []);
const rows = pages
  .map((key) => {
    const chunks = new Set([...closure(entry), ...closure(key)]);
    const total = [...chunks].reduce(
      (sum, each) => sum + kilobytes(join(dist, manifest[each]?.file ?? '')),
      0,
    );
    return { name: key.replace(/^src\/pages\//, ''), total, budget: PAGE_BUDGET_KB };
  })
  .sort((one, other) => other.total - one.total);
const widget = join(root, 'apps/widget/dist/widget.js');
if (existsSync(widget)) rows.push({ name: 'widget.js', total: kilobytes(widget), budget: WIDGET_BUDGET_KB });

for (const { name, total, budget } of rows) {
  console.log(
    `${total.toFixed(1).padStart(7)} KB of ${budget}  ${name}${total > budget ? '   OVER BUDGET' : ''}`,
  );
}
process.exitCode = rows.every(({ total, budget }) => total <= budget) ? 0 : 1;
