import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[];
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Rules that fail while the list of a drop-down is open, because react-aria hides all of the page but the list and its field from screen
 * readers until the list is closed: focusable parts, landmarks and the heading are hidden.
 */
const FAIL_WITH_OPEN_LIST = ['aria-hidden-focus', 'region', 'page-has-heading-one'];

/** What axe finds wrong with the page as it is, one line each. The one exception is an open list. */
export async function axeViolations(page: Page, { hasOpenList = false } = {}): Promise<string[]> {
  await page.evaluate(source);
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
