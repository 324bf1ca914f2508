import { Fragment } from 'react';
import { Link } from '../frame/link.js';
import type { NamedThing } from './uses.js';

/** So many links are shown; what is beyond them is counted. */
const SHOWN = 10;

interface LinksProps {
  kind: 'assistant' | 'intent';
  things: readonly NamedThing[];
}

/** The names of things as links: “Reception, Night porter and 3 more”. */
export function Links({ kind, things }: LinksProps) {
  return (
    <>
      {things.slice(0, SHOWN).map(({ id, name }, at) => (
        <Fragment key={id}>
          {at > 0 && ', '}
          {kind === 'assistant' ? (
            <Link to="/assistants/$assistantId/settings" params={{ assistantId: id }}>
              {name}
            </Link>
          ) : (
            <Link to="/intents/$intentId" params={{ intentId: id }}>
              {name}
            </Link>
          )}
        </Fragment>
      ))}
      {things.length > SHOWN && ` and ${things.length - SHOWN} more`}
    </>
  );
}
