import { clockTime, localTime, relativeTime, utcTime } from '../format/relative-time.js';
import { Tooltip } from '../tooltip/tooltip.js';
import { useNow } from './now.js';
import styles from './time.module.css';

interface TimeProps {
  /** RFC 3339, as the API has it. */
  at: string;
  /** Shows the clock time instead of the distance, as in a timeline; with the date unless it is today. */
  isClock?: boolean;
}

/** A time by its distance from now. The exact time, in the reader's zone and in UTC, appears on hover and on focus. */
export function Time({ at, isClock = false }: TimeProps) {
  const ms = Date.parse(at);
  const text = useNow((now) => (isClock ? clockTime(ms, now) : relativeTime(ms, now)));
  return (
    <Tooltip text={`${localTime(ms)}\n${utcTime(ms)}`}>
      <time dateTime={at} tabIndex={0} className={styles.time}>
        {text}
      </time>
    </Tooltip>
  );
}
