import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { assistantChoicesQuery } from '../api/assistants.js';
import { intentChoicesQuery } from '../api/intents.js';
import { Link } from '../frame/link.js';
import { Links } from './links.js';
import { noUseText, usesOfForm } from './uses.js';

/** A line that says which intents offer a form, and which assistants have it. Empty when they cannot be read. */
export function FormUses({ formId }: { formId: string }) {
  const intents = useQuery(intentChoicesQuery);
  const assistants = useQuery(assistantChoicesQuery);
  if (intents.isPending || assistants.isPending) return <Skeleton width="14rem" height="1lh" />;
  if (intents.data === undefined || assistants.data === undefined) return null;
  const uses = usesOfForm(formId, intents.data.items, assistants.data.items);
  const isComplete = intents.data.next_cursor === null && assistants.data.next_cursor === null;
  if (uses.intents.length === 0 && uses.assistants.length === 0 && !isComplete)
    return 'None of the newest 200 intents and assistants uses it.';
  return (
    <>
      {uses.intents.length > 0 ? (
        <>
          Offered by <Links kind="intent" things={uses.intents} />.
        </>
      ) : (
        <>
          {noUseText('intent', intents.data.next_cursor === null)} <Link to="/intents">Choose an intent</Link>
          .
        </>
      )}{' '}
      {uses.assistants.length > 0 ? (
        <>
          Used by <Links kind="assistant" things={uses.assistants} />.
        </>
      ) : (
        uses.intents.length > 0 && (
          <>
            {noUseText('assistant', assistants.data.next_cursor === null)}{' '}
            <Link to="/assistants">Choose an assistant</Link>.
          </>
        )
      )}
    </>
  );
}
