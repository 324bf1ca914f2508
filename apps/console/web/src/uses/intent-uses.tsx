import { Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { useQuery } from '@tanstack/react-query';
import { assistantChoicesQuery } from '../api/assistants.js';
import { Link } from '../frame/link.js';
import { Links } from './links.js';
import { noUseText, usesOfIntent } from './uses.js';

/** A line that says which assistants recognise an intent. Empty when they cannot be read. */
export function IntentUses({ intentId }: { intentId: string }) {
  const { data: assistants, isPending } = useQuery(assistantChoicesQuery);
  if (isPending) return <Skeleton width="14rem" height="1lh" />;
  if (assistants === undefined) return null;
  const uses = usesOfIntent(intentId, assistants.items);
  if (uses.length > 0)
    return (
      <>
        Used by <Links kind="assistant" things={uses} />
      </>
    );
  // There are assistants that this list does not have.
  if (assistants.next_cursor !== null) return noUseText('assistant', false);
  return (
    <>
      {noUseText('assistant', true)} <Link to="/assistants">Choose an assistant</Link>, and then this intent
      in its settings.
    </>
  );
}
