import type { WidgetSettings } from '../api/types.js';
import { DEFAULT_COLOUR, hexColour } from '../appearance/colour.js';

/** What the script tag says. Each value that it gives wins over the widget's settings. */
export interface Options {
  widgetId: string;
  /** Address of the front door, without a slash at its end. */
  base: string;
  position: 'left' | 'right' | null;
  color: string | null;
  launcherText: string | null;
  locale: string | null;
  theme: 'light' | 'dark' | null;
  /** The page opens the chat itself. */
  isHidden: boolean;
  isFullPage: boolean;
}

/** `/chat/{widget_id}`: the address of the full-page chat. */
const PAGE_PATH = /^\/chat\/([\w-]+)\/?$/;

/**
 * Reads the script tag.
 *
 * @param data its `data-` attributes
 * @param src its address
 * @param path path of the page
 * @returns null without a widget's id
 */
export function optionsOf(
  data: Readonly<Partial<Record<string, string>>>,
  src: string,
  path: string,
): Options | null {
  const isFullPage = data['fullPage'] !== undefined;
  const widgetId = isFullPage ? PAGE_PATH.exec(path)?.[1] : data['widgetId']?.trim();
  if (!widgetId || !URL.canParse(src)) return null;
  return {
    widgetId,
    base: new URL('.', src).href.replace(/\/$/, ''),
    position: oneOf(data['position'], ['left', 'right']),
    color: hexColour(data['color']),
    launcherText: data['launcherText']?.trim() || null,
    locale: data['locale'] ?? null,
    theme: oneOf(data['theme'], ['light', 'dark']),
    isHidden: data['hidden'] !== undefined,
    isFullPage,
  };
}

/** The settings with what the script tag says instead. */
export function withOptions(settings: WidgetSettings, options: Options): WidgetSettings {
  return {
    ...settings,
    color: options.color ?? hexColour(settings.color) ?? DEFAULT_COLOUR,
    position: options.position ?? settings.position,
    launcher_text: options.launcherText ?? settings.launcher_text,
  };
}

function oneOf<T extends string>(text: string | undefined, choices: readonly T[]): T | null {
  return choices.find((choice) => choice === text) ?? null;
}
