import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[];
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds wrong with the page as it is, one line each. The one exception: an open list of a drop-down hides the rest of the
 * page from screen readers, which axe reports as aria-hidden-focus; react-aria keeps the focus inside of the list.
 */
export async function axeViolations(page: Page, { hasOpenList = false } = {}): Promise<string[]> {
  await page.evaluate(source);
  const disabled = hasOpenList ? ['aria-hidden-focus'] : [];
  const rules = Object.fromEntries(disabled.map((id) => [id, { enabled: false }]));
  const { violations } = await page.evaluate<AxeResult, string>(
    (options) => eval(`axe.run(document, ${options})`),
    JSON.stringify({ rules, resultTypes: ['violations'] }),
  );
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}
