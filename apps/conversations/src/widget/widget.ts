import type { Channel } from '@flowforge/contracts/words';
import type { FieldError } from '@flowforge/service-kit/http/problem';
import { originOf } from './origin.js';

/** What a widget is made of, as far as its own rules go. */
export interface WidgetSettings {
  channel: Channel;
  allowedOrigins: readonly string[] | null;
  phoneNumber: string | null;
}

/** What is wrong with a widget's settings; empty when nothing is. */
export function widgetFaults(widget: WidgetSettings): FieldError[] {
  const faults: FieldError[] = [];
  for (const [index, text] of (widget.allowedOrigins ?? []).entries()) {
    if (originOf(text) === null) {
      faults.push({
        field: `allowed_origins[${index}]`,
        message: 'must be an origin, such as https://shop.example',
      });
    }
  }
  if (widget.channel !== 'phone' && widget.phoneNumber !== null) {
    faults.push({ field: 'phone_number', message: 'is for the channel phone only' });
  }
  if (widget.channel !== 'chat' && widget.allowedOrigins !== null) {
    faults.push({ field: 'allowed_origins', message: 'is for the channel chat only' });
  }
  return faults;
}
