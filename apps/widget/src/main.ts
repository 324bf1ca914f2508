import { logLine } from './embed/failure-log.client.js';
import { NO_WIDGET_ID } from './embed/failure-texts.js';
import { optionsOf } from './embed/options.js';
import { embed } from './embed/page-api.service.js';

/** The tag that this script came from. */
function ownTag(): HTMLScriptElement | null {
  if (document.currentScript instanceof HTMLScriptElement) return document.currentScript;
  return document.querySelector<HTMLScriptElement>('script[data-widget-id][src*="widget.js"]');
}

// Nothing that goes wrong here may become an error of the page.
try {
  const tag = ownTag();
  const options = tag && optionsOf(tag.dataset, tag.src, location.pathname);
  if (options) embed(options);
  else logLine(NO_WIDGET_ID);
} catch (error) {
  console.warn('Flowforge: the chat cannot start.', error);
}
