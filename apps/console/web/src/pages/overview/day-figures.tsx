import { Stat, Stats } from '@flowforge/design-system/card/card';
import { count, percent, plural } from '@flowforge/design-system/format/number.ts';
import { Time } from '@flowforge/design-system/time/time';
import { useQuery } from '@tanstack/react-query';
import { pendingQuery, type Statistics } from '../../api/deliveries.js';
import { dayOf, waitingOf } from './summary.js';

/** Events, what arrived, what waits. */
export function DayFigures({ statistics }: { statistics: Statistics }) {
  const { data: pending } = useQuery(pendingQuery);
  const day = dayOf(statistics);
  const waiting = pending && waitingOf(pending);
  return (
    <Stats>
      <Stat name="Events" value={count(day.events)} />
      <Stat
        name="Delivered"
        value={percent(day.delivered, day.delivered + day.failed)}
        note={`${count(day.delivered)} of ${plural(day.delivered + day.failed, 'finished delivery', 'finished deliveries')}`}
      />
      <Stat
        name="Waiting"
        value={
          waiting === undefined ? '–' : waiting.isPartial ? `${waiting.count} or more` : count(waiting.count)
        }
        note={
          waiting?.oldest !== undefined && (
            <>
              {waiting.isPartial ? `oldest of the newest ${waiting.count}: ` : 'oldest: '}
              <Time at={waiting.oldest} />
            </>
          )
        }
      />
      <Stat name="Failed attempts" value={count(day.endpointFailures + day.ownFailures)} />
    </Stats>
  );
}
