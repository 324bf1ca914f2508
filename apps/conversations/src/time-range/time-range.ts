import { uuidLowerBound } from '@flowforge/postgres/partitions';

/** From `since` on and before `until`; a side that is undefined is open. */
export interface TimeRange {
  since: Date | undefined;
  until: Date | undefined;
}

/** The clock that makes an id, and that of the database, differ by less than this, in milliseconds. */
const CLOCK_SLACK_MS = 60 * 60_000;

/**
 * Conditions of a list for a time range. The ids of the rows are UUIDv7 of about the same time: their bounds keep a list that is read in
 * the order of its ids from reading the rows outside of the range.
 *
 * @param column the column with the time, of the calling store
 */
export function timeRangeFilters(
  column: string,
  { since, until }: TimeRange,
): { sql: string; value: Date | string }[] {
  return [
    ...(since === undefined
      ? []
      : [
          { sql: `${column} >= ?`, value: since },
          { sql: 'id >= ?::uuid', value: uuidLowerBound(since.getTime() - CLOCK_SLACK_MS) },
        ]),
    ...(until === undefined
      ? []
      : [
          { sql: `${column} < ?`, value: until },
          { sql: 'id < ?::uuid', value: uuidLowerBound(until.getTime() + CLOCK_SLACK_MS) },
        ]),
  ];
}
