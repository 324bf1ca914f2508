import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Shorter waits show nothing, in milliseconds. */
const DELAY_MS = 400;

/** Three dots while an answer takes its time. */
export function Typing(): JSX.Element | null {
  const [isShown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), DELAY_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  return (
    <div class="bubble typing" aria-hidden="true">
      <span />
      <span />
      <span />
    </div>
  );
}
