import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, fieldErrorsOf, formMessageOf } from '../api/api-error.js';
import { showToast } from '@flowforge/design-system/toast/toast';

/** A thing with a revision: the server refuses a change of an older one with 412. */
interface Versioned {
  id: string;
  revision: number;
}

interface EditOptions<Thing extends Versioned, Draft> {
  /** The thing as it was read last. */
  thing: Thing;
  /** The fields that are edited. */
  draftOf: (thing: Thing) => Draft;
  /** Sends the draft as a change of `base`. */
  save: (base: Thing, draft: Draft) => Promise<Thing>;
  /** Where the query of the thing keeps it. */
  queryKey: QueryKey;
  /** Called with the draft that was saved, before the draft begins anew. */
  onSaved?: (sent: Draft) => void;
}

/** A thing that is being edited. */
export interface Edit<Draft> {
  draft: Draft;
  /** What the draft began as. */
  base: Draft;
  /** The draft that was sent last; the messages are about its values. Undefined before the first time. */
  sent: Draft | undefined;
  change: (part: Partial<Draft>) => void;
  hasChanges: boolean;
  save: () => void;
  isSaving: boolean;
  /** Somebody else has changed the thing since it was read: nothing was saved. */
  isStale: boolean;
  /** Forgets the changes. After somebody else's change it reads the newest version first. */
  discard: () => void;
  /** Whether the newest version is being read. */
  isDiscarding: boolean;
  error: string | undefined;
  fieldErrors: ApiError['fieldErrors'];
}

/**
 * Edits a thing. The page reads newer versions in the meantime, but the draft and its revision stay those of when the reader began, so that
 * a change of somebody else is never overwritten unseen.
 */
export function useEdit<Thing extends Versioned, Draft>(options: EditOptions<Thing, Draft>): Edit<Draft> {
  const { thing, draftOf, queryKey } = options;
  const [base, setBase] = useState(thing);
  const [draft, setDraft] = useState(() => draftOf(thing));
  const queryClient = useQueryClient();
  const reset = (to: Thing) => {
    setBase(to);
    setDraft(draftOf(to));
  };
  const save = useMutation({
    mutationFn: (sent: Draft) => options.save(base, sent),
    onSuccess: (saved, sent) => {
      queryClient.setQueryData(queryKey, saved);
      options.onSaved?.(sent);
      reset(saved);
      showToast('The changes were saved.');
    },
  });
  const isStale = save.error instanceof ApiError && save.error.status === 412;
  const discardTo = (to: Thing) => {
    save.reset();
    reset(to);
  };
  // What was read last may be older than the change that was in the way.
  const readNewest = useMutation({
    mutationFn: async () => {
      await queryClient.refetchQueries({ queryKey, exact: true }, { throwOnError: true });
      return queryClient.getQueryData<Thing>(queryKey) ?? thing;
    },
    onSuccess: discardTo,
  });
  return {
    draft,
    base: draftOf(base),
    sent: save.variables,
    change: (part) => setDraft((before) => ({ ...before, ...part })),
    hasChanges: JSON.stringify(draft) !== JSON.stringify(draftOf(base)),
    save: () => {
      readNewest.reset();
      save.mutate(draft);
    },
    isSaving: save.isPending,
    isStale,
    discard: () => (isStale ? readNewest.mutate() : discardTo(thing)),
    isDiscarding: readNewest.isPending,
    error: formMessageOf(isStale ? readNewest.error : save.error),
    fieldErrors: fieldErrorsOf(save.error),
  };
}
