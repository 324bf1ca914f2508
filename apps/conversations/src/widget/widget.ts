import type { Channel } from '@flowforge/contracts/words';
import { type FieldError, Problem } from '@flowforge/service-kit/http/problem';
import { originOf } from '../page-origin/origin.js';

/** The side of the window on which the button that opens the chat stands. */
export const WIDGET_POSITIONS = ['right', 'left'] as const;
export type WidgetPosition = (typeof WIDGET_POSITIONS)[number];

/** The colour of a widget that names none. White text on it has a contrast of 5.2 : 1. */
export const DEFAULT_COLOR = '#2563eb';

/** The settings of a widget that have rules. */
export interface WidgetSettings {
  channel: Channel;
  allowedOrigins: readonly string[] | null;
  phoneNumber: string | null;
  locale: string | null;
}

/** A BCP 47 language tag in its canonical spelling (`pt-br` → `pt-BR`); null for a text that is none. */
export function canonicalLocale(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch {
    return null;
  }
}

/**
 * What is wrong with a widget's settings; empty when nothing is.
 *
 * @throws Problem 422 `not_available_yet` for the channel phone
 */
export function validateWidget(widget: WidgetSettings): FieldError[] {
  if (widget.channel === 'phone') {
    throw new Problem(422, 'not_available_yet', 'The channel phone is not available yet; use chat.', [
      { field: 'channel', message: 'must be chat; phone is not available yet' },
    ]);
  }
  const errors = [...(widget.allowedOrigins ?? []).entries()]
    .filter(([, text]) => originOf(text) === null)
    .map(([index]) => ({
      field: `allowed_origins[${index}]`,
      message: 'must be an origin, such as https://shop.example: no path, no wildcard',
    }));
  if (widget.phoneNumber !== null) {
    errors.push({ field: 'phone_number', message: 'is allowed for the channel phone only' });
  }
  if (widget.locale !== null && canonicalLocale(widget.locale) === null) {
    errors.push({ field: 'locale', message: 'must be a BCP 47 language tag, such as de or pt-BR' });
  }
  return errors;
}
