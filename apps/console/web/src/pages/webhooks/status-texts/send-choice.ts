import type { Delivery } from '../../../api/deliveries.js';

/** What somebody can do to get a delivery sent. */
export interface SendChoice {
  /** The button; absent when sending it cannot start anything. */
  action?: 'Send now' | 'Send again';
  /** Why there is no button, and what to do instead. */
  hint?: string;
}

/** Whether a delivery can be sent now, or again. `isEnabled`: whether its webhook is. */
export function sendChoice({ status, waiting_for }: Delivery, isEnabled: boolean): SendChoice {
  if (status === 'in_flight') return {};
  if (!isEnabled)
    return status === 'delivered'
      ? {}
      : { hint: 'Its webhook is disabled. Enable it first, then send this.' };
  if (status !== 'pending') return { action: 'Send again' };
  if (waiting_for?.reason === 'circuit')
    return {
      hint: 'It cannot be sent earlier. It is sent as the next probe, or after a successful one.',
    };
  if (waiting_for?.reason === 'order')
    return {
      hint: 'To keep their order, the events of a conversation are sent one after the other. Send the earlier one now, and this one follows.',
    };
  return { action: 'Send now' };
}
