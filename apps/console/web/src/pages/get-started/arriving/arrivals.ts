import type { Delivery } from '../../../api/deliveries.js';
import type { ReceivedWebhook } from '../../../api/receiver.js';
import type { EventType } from '../steps/chain.js';

/** An event that was sent, and what the built-in receiver got of it. */
export interface Arrival {
  delivery: Delivery;
  received: ReceivedWebhook | undefined;
}

/** The deliveries with what the receiver got of the same event. A repeated event has the same id; the newest request counts. */
export function arrivalsOf(deliveries: readonly Delivery[], received: readonly ReceivedWebhook[]): Arrival[] {
  const byEvent = new Map(received.map((each) => [each.id, each]));
  return deliveries.map((delivery) => ({ delivery, received: byEvent.get(delivery.event_id) }));
}

/** The newest one of an event type; `arrivals` are newest first. */
export function newestOf(arrivals: readonly Arrival[], type: EventType): Arrival | undefined {
  return arrivals.find(({ delivery }) => delivery.event === type);
}
