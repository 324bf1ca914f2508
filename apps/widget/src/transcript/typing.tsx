import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** The dots appear after this wait, in milliseconds. */
const DELAY_MS = 400;

/** Three dots while an answer is awaited. */
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
