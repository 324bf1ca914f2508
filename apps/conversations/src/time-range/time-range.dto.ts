import { parseTime } from '@flowforge/contracts/time';
import { TimeParameterField } from '@flowforge/service-kit/http/fields';
import { ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import type { TimeRange } from './time-range.js';

/** The parameters of a time range. */
export interface TimeRangeParameters {
  since?: string;
  until?: string;
}

/**
 * The query of a list with a time range.
 *
 * @param what what the list shows, and which time counts: `conversations that started`
 */
export function TimeRangeListQueryDto(what: string): new () => ListQueryDto & TimeRangeParameters {
  class TimeRangeQuery extends ListQueryDto implements TimeRangeParameters {
    @TimeParameterField({
      description: `Only ${what} at or after this time, RFC 3339 with a time zone. Default: from the oldest one.`,
      example: '2026-11-22T14:54:32Z',
      optional: true,
    })
    since?: string;

    @TimeParameterField({
      description: `Only ${what} before this time, RFC 3339 with a time zone. Default: up to now.`,
      example: '2026-11-22T14:54:32Z',
      optional: true,
    })
    until?: string;
  }
  return TimeRangeQuery;
}

export function timeRangeOf({ since, until }: TimeRangeParameters): TimeRange {
  return {
    since: since === undefined ? undefined : parseTime(since),
    until: until === undefined ? undefined : parseTime(until),
  };
}
