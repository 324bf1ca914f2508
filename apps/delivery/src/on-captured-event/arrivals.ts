import type { Arrival } from './arrival.js';

/**
 * The arrivals under way, by event, oldest first.
 *
 * A Map that many entries pass through outgrows its table again and again, and each outgrown table keeps what was in it and the
 * table after it alive until the next full collection. So the table holds handles, which are emptied when an arrival leaves: else every
 * arrival, with all that hangs on it, would be copied into the old generation.
 */
export class Arrivals {
  private readonly handles = new Map<string, { arrival: Arrival | null }>();

  get size(): number {
    return this.handles.size;
  }

  get(eventId: string): Arrival | undefined {
    return this.handles.get(eventId)?.arrival ?? undefined;
  }

  add(arrival: Arrival): void {
    this.handles.set(arrival.event.id, { arrival });
  }

  delete(eventId: string): void {
    const handle = this.handles.get(eventId);
    if (!handle) return;
    handle.arrival = null;
    this.handles.delete(eventId);
  }

  *[Symbol.iterator](): IterableIterator<Arrival> {
    for (const { arrival } of this.handles.values()) if (arrival) yield arrival;
  }
}
