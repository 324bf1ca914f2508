import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[];
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * The one exception, for an open list: react-aria's combobox hides all of the page but the list and its field from screen readers, and has
 * no option against it, so focusable parts and the page's heading are hidden for as long as the list is open.
 */
const FAIL_WITH_OPEN_LIST = ['aria-hidden-focus', 'page-has-heading-one'];

/** What axe finds wrong with the page as it is, one line each. */
export async function axeViolations(page: Page, { hasOpenList = false } = {}): Promise<string[]> {
  // Half a megabyte: a document gets it once.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const disabled = hasOpenList ? FAIL_WITH_OPEN_LIST : [];
  const rules = Object.fromEntries(disabled.map((id) => [id, { enabled: false }]));
  const { violations } = await page.evaluate<AxeResult, string>(
    (options) => eval(`axe.run(document, ${options})`),
    JSON.stringify({ rules, resultTypes: ['violations'] }),
  );
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}
