import base from '../appearance/base.css?inline';
import composer from '../composer/composer.css?inline';
import form from '../form/form.css?inline';
import launcher from '../launcher/launcher.css?inline';
import panel from '../panel/panel.css?inline';
import transcript from '../transcript/transcript.css?inline';

const CSS = [base, launcher, panel, transcript, composer, form].join('');

/**
 * Styles a shadow root. A constructed style sheet needs no permission of the page's content security policy; browsers before 2023
 * get a style element, which a strict policy refuses.
 */
export function addStyle(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement('style');
    style.textContent = CSS;
    root.append(style);
  }
}
