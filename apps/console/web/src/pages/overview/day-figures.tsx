import { Stat, Stats } from '@flowforge/design-system/card/card';
import { count, percent, plural } from '@flowforge/design-system/format/number.ts';
import { Time } from '@flowforge/design-system/time/time';
import type { Statistics, WaitingDeliveries } from '../../api/deliveries.js';
import { dayOf, deliveredNote } from './summary.js';

interface DayFiguresProps {
  statistics: Statistics;
  /** Undefined when it is not known. */
  waiting: WaitingDeliveries | undefined;
}

/** Events, what arrived, what waits. */
export function DayFigures({ statistics, waiting }: DayFiguresProps) {
  const day = dayOf(statistics);
  const failedAttempts = day.endpointFailures + day.ownFailures;
  return (
    <Stats>
      <Stat name="Events" value={count(day.events)} note="forms, intents, ended conversations" />
      <Stat
        name="Delivered"
        value={percent(day.delivered, day.delivered + day.failed)}
        note={deliveredNote(day, waiting)}
      />
      <Stat
        name="Waiting"
        value={
          waiting === undefined ? '–' : `${count(waiting.deliveries)}${waiting.is_partial ? ' or more' : ''}`
        }
        note={
          waiting?.oldest_created_at != null && (
            <>
              oldest: <Time at={waiting.oldest_created_at} />
            </>
          )
        }
      />
      <Stat
        name="Failed attempts"
        value={count(failedAttempts)}
        note={`of ${plural(day.attempts, 'attempt')}`}
      />
    </Stats>
  );
}
