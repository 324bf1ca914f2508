/** A form submission that the API acknowledged with 201. Times are Unix milliseconds. */
export interface Acknowledged {
  /** Id of the captured form. */
  id: string;
  conversationId: string;
  at: number;
}

/** A request that the customer's endpoint received and answered with success. */
export interface Received {
  /** Id of the captured form in the body. */
  id: string;
  /** The header `webhook-id`. */
  eventId: string;
  body: string;
  conversationId: string;
  at: number;
}

/** What happened in a run. */
export interface History {
  acknowledged: readonly Acknowledged[];
  /** In the order of their arrival. */
  received: readonly Received[];
  /** Ids of captured forms whose requests were sent and got no answer: they may or may not have been captured. */
  unanswered: number;
  /** When the last fault was over. */
  faultsEndedAt: number;
}

/** What the checker accepts. */
export interface Bounds {
  /** An event must arrive within this time after its acknowledgement, or after the last fault if that is later, in milliseconds. */
  lateMs: number;
  /** Requests that arrive more than once, of all. */
  duplicates: number;
  /** Whether events of one conversation must arrive in their order. */
  ordered: boolean;
}

/** What is wrong. */
export interface Violation {
  kind: 'lost' | 'altered' | 'invented' | 'late' | 'reordered' | 'duplicated';
  text: string;
}

/** Compares what was acknowledged with what arrived. No violation: every invariant of the run holds. */
export function violationsOf(history: History, bounds: Bounds): Violation[] {
  const { acknowledged, received, unanswered, faultsEndedAt } = history;
  const violations: Violation[] = [];
  const first = new Map<string, Received>();
  let duplicates = 0;
  for (const request of received) {
    const earlier = first.get(request.id);
    if (!earlier) {
      first.set(request.id, request);
      continue;
    }
    duplicates += 1;
    if (earlier.eventId !== request.eventId || earlier.body !== request.body)
      violations.push({ kind: 'altered', text: `${request.id} arrived again with another id or body` });
  }
  if (duplicates > bounds.duplicates)
    violations.push({
      kind: 'duplicated',
      text: `${duplicates} requests arrived again, more than ${bounds.duplicates}`,
    });
  for (const { id, at } of acknowledged) {
    const arrival = first.get(id);
    if (!arrival) {
      violations.push({ kind: 'lost', text: `${id} was acknowledged and never arrived` });
      continue;
    }
    const lateMs = arrival.at - Math.max(at, faultsEndedAt);
    if (lateMs > bounds.lateMs)
      violations.push({
        kind: 'late',
        text: `${id} arrived ${lateMs} ms after the last fault or its answer`,
      });
  }
  const known = new Set(acknowledged.map(({ id }) => id));
  const unknown = [...first.keys()].filter((id) => !known.has(id));
  if (unknown.length > unanswered)
    violations.push({
      kind: 'invented',
      text: `${unknown.length} arrived without an acknowledgement, but only ${unanswered} requests had no answer`,
    });
  if (bounds.ordered) violations.push(...reordered(acknowledged, [...first.values()]));
  return violations;
}

/** Events of a conversation that arrived before one that was acknowledged earlier. */
function reordered(acknowledged: readonly Acknowledged[], arrivals: readonly Received[]): Violation[] {
  const place = new Map(acknowledged.map(({ id }, index) => [id, index]));
  const last = new Map<string, number>();
  const violations: Violation[] = [];
  for (const { id, conversationId } of arrivals) {
    const at = place.get(id);
    if (at === undefined) continue;
    if (at < (last.get(conversationId) ?? -1))
      violations.push({ kind: 'reordered', text: `${id} arrived after a later event of its conversation` });
    else last.set(conversationId, at);
  }
  return violations;
}
