/**
 * A situation, and which alerts one rule makes of it. The values are close to the threshold of the rule: with a threshold twice as high
 * the alert would not fire, and with half of it an alert that must not fire would.
 */
export interface AlertCase {
  alert: string;
  /** Series with their values at each minute, in the notation of promtool: `0+2x10` rises by 2 each minute, ten times. */
  series: Record<string, string>;
  /** Minutes after the start; a multiple of 10 where the alert reads recording rules of requests or attempts. */
  at: number;
  /** The labels of each alert that fires, without `severity`. */
  fires: readonly Record<string, string>[];
}

/** The labels of an alert about the whole namespace. */
export const NAMESPACE = { namespace: 'flowforge' };
/** The labels of an alert about one pod of delivery. */
export const DELIVERY = { job: 'flowforge', namespace: 'flowforge', service: 'delivery', pod: 'delivery-1' };

/** A series of a pod of delivery, with further labels such as `le="1"`. */
export const of = (name: string, labels = '', service = 'delivery'): string =>
  `${name}{job="flowforge", namespace="flowforge", service="${service}", pod="${service}-1"${labels && `, ${labels}`}}`;

/** A case in which one value of one series decides. */
export function value(
  alert: string,
  series: string,
  values: string,
  at: number,
  fires: readonly Record<string, string>[],
): AlertCase {
  return { alert, series: { [series]: values }, at, fires };
}
