import { Checkbox, CheckboxGroup } from '@flowforge/design-system/checkbox/checkbox';
import { SkeletonLines } from '@flowforge/design-system/skeleton/skeleton';
import { Link } from '../../../frame/link.js';
import styles from './settings.module.css';

interface ChosenThingsProps {
  what: 'form' | 'intent';
  /** Undefined while they are being loaded. */
  things: readonly { id: string; name: string }[] | undefined;
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
  isReadOnly: boolean;
  /** Where they are made. */
  pageOf: '/forms' | '/intents';
  /** A quiet line below one of them. */
  noteOf?: (id: string) => string | undefined;
  /** The assistant has these in any case: they are ticked, and cannot be taken away here. */
  implied?: readonly string[];
}

/** Which forms or intents an assistant has. */
export function ChosenThings({
  what,
  things,
  chosen,
  onChange,
  isReadOnly,
  pageOf,
  noteOf,
  implied = [],
}: ChosenThingsProps) {
  if (things === undefined) return <SkeletonLines count={2} what={`the ${what}s`} />;
  if (things.length === 0)
    return (
      <p className={styles.none}>
        There is no {what} yet. <Link to={pageOf}>Create one</Link>
      </p>
    );
  return (
    <CheckboxGroup
      label={what === 'form' ? 'Forms of this assistant' : 'Intents of this assistant'}
      name={`${what}_ids`}
      isOptional
      value={[...new Set([...chosen, ...implied])]}
      onChange={(ids) => onChange(ids.filter((id) => chosen.includes(id) || !implied.includes(id)))}
      isReadOnly={isReadOnly}
    >
      {things.map(({ id, name }) => {
        const note = noteOf?.(id);
        return (
          <div key={id} className={styles.thing}>
            <Checkbox
              value={id}
              isReadOnly={implied.includes(id)}
              {...(note !== undefined && { description: note })}
            >
              {name}
            </Checkbox>
            <OpenLink what={what} id={id} name={name} />
          </div>
        );
      })}
    </CheckboxGroup>
  );
}

/** The page of one of them. It stands outside of the checkbox, because a link in a label would tick it. */
function OpenLink({ what, id, name }: { what: 'form' | 'intent'; id: string; name: string }) {
  const label = `Open ${name}`;
  return what === 'form' ? (
    <Link to="/forms/$formId" params={{ formId: id }} look="quiet" aria-label={label}>
      Open
    </Link>
  ) : (
    <Link to="/intents/$intentId" params={{ intentId: id }} look="quiet" aria-label={label}>
      Open
    </Link>
  );
}
