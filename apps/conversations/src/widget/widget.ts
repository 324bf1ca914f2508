import type { Channel } from '@flowforge/contracts/words';
import { type FieldError, Problem } from '@flowforge/service-kit/http/problem';
import { originOf } from '../page-origin/origin.js';

/** The settings of a widget that have rules. */
export interface WidgetSettings {
  channel: Channel;
  allowedOrigins: readonly string[] | null;
  phoneNumber: string | null;
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
      message: 'must be an origin without a wildcard, such as https://shop.example',
    }));
  return widget.phoneNumber === null
    ? errors
    : [...errors, { field: 'phone_number', message: 'is allowed for the channel phone only' }];
}
