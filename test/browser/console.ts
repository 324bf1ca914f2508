import type { Role } from '@flowforge/contracts/words';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { SharedStack } from '../stack/stack.js';

/** A page of the console, and what went wrong in it. */
export interface ConsolePage {
  page: Page;
  /** Errors of the page: exceptions, and what the content security policy refused. */
  errors: string[];
}

/** Opens a window of the browser that collects its errors. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<ConsolePage> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) errors.push(message.text());
  });
  return { page, errors };
}

/** Opens the console, and signs in a new user of the workspace through the sign-in page. */
export async function openConsole(
  browser: Browser,
  stack: SharedStack,
  workspaceId: string,
  { role = 'owner', ...options }: BrowserContextOptions & { role?: Role } = {},
): Promise<ConsolePage> {
  const user = await stack.user(workspaceId, role);
  const opened = await openPage(browser, stack.url, options);
  await signIn(opened.page, user);
  return opened;
}

/** Fills in the sign-in page, and waits for Overview. */
export async function signIn(
  page: Page,
  { email, password }: { email: string; password: string },
  path = '/sign-in',
): Promise<void> {
  await page.goto(path);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(new URL('/overview', page.url()).href);
}
