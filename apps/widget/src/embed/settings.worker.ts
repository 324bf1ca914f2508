import type { ChatApi } from '../api/chat-api.client.js';
import type { Failure } from '../api/failure.js';
import type { WidgetSettings } from '../api/types.js';
import { backOffMs } from '../updates/back-off.js';
import { untilVisible } from '../updates/tabs.client.js';

/** After this many failures in a row the API is asked ten times less often. */
const PATIENCE = 6;

/**
 * Calls `onSettings` with the widget's settings: at once with those of an earlier page, if there are any, and again when the API
 * has answered. Asks until it answers, and calls `onFailure` after each request that failed.
 *
 * @returns false when the API answers that there is no such widget
 */
export async function loadSettings(
  api: ChatApi,
  widgetId: string,
  onSettings: (settings: WidgetSettings) => void,
  onFailure: (failure: Failure) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const key = `flowforge:${widgetId}:settings`;
  const kept = readKept(key);
  if (kept) onSettings(kept);
  for (let failures = 1; ; failures += 1) {
    const answer = await api.settings(widgetId);
    if (signal.aborted) return true;
    if (answer.ok) {
      keep(key, answer.value);
      onSettings(answer.value);
      return true;
    }
    onFailure(answer.failure);
    if (answer.failure.kind !== 'unreachable') {
      keep(key, null);
      return false;
    }
    const wait = backOffMs(failures, Math.random()) * (failures > PATIENCE ? 10 : 1);
    await new Promise((resolve) => setTimeout(resolve, wait));
    await untilVisible(signal);
    if (signal.aborted) return true;
  }
}

function readKept(key: string): WidgetSettings | null {
  try {
    const settings: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isSettings(settings) ? settings : null;
  } catch {
    return null;
  }
}

function isSettings(value: unknown): value is WidgetSettings {
  return typeof value === 'object' && value !== null && 'assistant' in value && 'id' in value;
}

function keep(key: string, settings: WidgetSettings | null): void {
  try {
    if (settings === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    // No storage here, or it is full.
  }
}
