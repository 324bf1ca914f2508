import assert from 'node:assert/strict';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { until } from '@flowforge/testing/until';
import { axeViolations } from './axe.js';

/** How long a visitor waits for what must appear, in milliseconds. The machine may run much else. */
const PATIENCE_MS = 20_000;

/** A visitor with a browser window on a page with the widget. */
export class Visitor {
  /** Errors of the page, and what its content security policy refused. */
  readonly problems: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    return Visitor.tab(context, url);
  }

  /** Another tab of the same visitor. */
  static async tab(context: BrowserContext, url: string): Promise<Visitor> {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const visitor = new Visitor(context, page);
    page.on('pageerror', (error) => visitor.problems.push(error.message));
    page.on('console', (message) => {
      // The browser itself reports requests that fail. No script can prevent that.
      const isReport = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isReport) visitor.problems.push(message.text());
    });
    await page.goto(url);
    return visitor;
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get box(): Locator {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  async openChat(): Promise<void> {
    await this.button('Open chat').click();
    await this.page.getByRole('dialog').waitFor();
  }

  async say(text: string): Promise<void> {
    await this.box.fill(text);
    await this.button('Send').click();
  }

  /** Waits until a text is on screen. */
  async see(text: string): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** The messages on screen, oldest first. */
  messages(): Promise<string[]> {
    return this.page.locator('flowforge-chat .bubble:not(.typing)').allTextContents();
  }

  /** The conversation that this browser keeps, as soon as it has begun. */
  async conversation(widgetId: string): Promise<{ id: string; token: string }> {
    const kept = await until('the conversation', () =>
      this.page.evaluate((key) => localStorage.getItem(key), `flowforge:${widgetId}`),
    );
    const { session }: { session: { conversationId: string; token: string } } = JSON.parse(kept);
    return { id: session.conversationId, token: session.token };
  }

  /** What axe finds wrong with the page as it is; empty when nothing is. */
  violations(): Promise<string[]> {
    return axeViolations(this.page);
  }

  /** Closes the window. Fails the test when the page had an error. */
  async leave(): Promise<void> {
    await this.context.close();
    assert.deepEqual(this.problems, []);
  }
}
