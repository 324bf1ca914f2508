import { createServer } from 'node:http';
import { listenOnFreePort } from '@flowforge/testing/listen';

/** What a page of a customer has beside the script tag. */
export interface CustomerPage {
  /** Attributes of the script tag beside `data-widget-id`. */
  attributes?: string;
  /** Attributes of `<html>`. */
  html?: string;
  /** More of the head, before the script tag. */
  head?: string;
  body?: string;
  /** Put the script tag in, so often. Default 1. */
  tags?: number;
}

/** A server of another origin than the front door: the site of a customer. */
export interface CustomerSite {
  readonly url: string;
  /** Puts a page on the site. @returns its address */
  page(widgetId: string, page?: CustomerPage): string;
  stop(): Promise<void>;
}

const BODY =
  '<main><h1>Hotel</h1><p>A house in the mountains. <a href="#rooms">Rooms</a></p><p>Since 1890.</p></main>';

/**
 * Starts the site. Its content security policy allows nothing but scripts and connections of the front door, and style sheets of the
 * site.
 *
 * @param frontDoor address of the front door
 */
export async function startCustomerSite(frontDoor: string): Promise<CustomerSite> {
  const pages = new Map<string, string>([['/site.css', '']]);
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const content = pages.get(path);
    // A browser asks for the icon of the site by itself.
    response.writeHead(path === '/favicon.ico' ? 204 : content === undefined ? 404 : 200, {
      'content-type': path.endsWith('.css') ? 'text/css' : 'text/html',
      'content-security-policy': `default-src 'none'; script-src ${frontDoor}; connect-src ${frontDoor}; style-src 'self'; frame-src ${frontDoor}`,
    });
    response.end(content);
  });
  const url = await listenOnFreePort(server);
  return {
    url,
    page: (widgetId, { attributes = '', html = 'lang="en"', head = '', body = BODY, tags = 1 } = {}) => {
      const path = `/${pages.size}`;
      const tag = `<script async src="${frontDoor}/widget.js" data-widget-id="${widgetId}" ${attributes}></script>`;
      pages.set(
        path,
        `<!doctype html><html ${html}><head><title>Hotel</title><meta name="viewport" content="width=device-width">` +
          `<link rel="stylesheet" href="/site.css">${head}${tag.repeat(tags)}</head><body>${body}</body></html>`,
      );
      return url + path;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
