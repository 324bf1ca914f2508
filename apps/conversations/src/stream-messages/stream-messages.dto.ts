import { numberFromDigits } from '@flowforge/service-kit/http/digits';
import { IntegerField } from '@flowforge/service-kit/http/fields';
import { invalid } from '@flowforge/service-kit/http/problem';
import { Transform } from 'class-transformer';
import { MESSAGES_MAX } from '../conversation/conversation.js';

export class StreamQueryDto {
  @Transform(({ value }: { value: unknown }) => numberFromDigits(value))
  @IntegerField({
    description:
      'Only messages with a higher `seq`, written in digits only. Default 0: from the first one. Ignored with `Last-Event-ID`.',
    example: 4,
    optional: true,
    min: 0,
    max: MESSAGES_MAX,
  })
  after?: number;
}

/**
 * The `seq` of the last message that the client knows: the header counts, because a client that connects again repeats the
 * query of its first request.
 *
 * @throws Problem 422 for a header that no event of a stream has as its id
 */
export function positionOf(query: StreamQueryDto, lastEventId: string | undefined): number {
  if (lastEventId === undefined || lastEventId === '') return query.after ?? 0;
  const seq = numberFromDigits(lastEventId);
  if (typeof seq === 'number' && seq <= MESSAGES_MAX) return seq;
  throw invalid([{ field: 'last-event-id', message: 'must be the id of an event of this stream' }]);
}
