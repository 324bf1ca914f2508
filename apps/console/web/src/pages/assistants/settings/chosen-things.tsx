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
      isOptional
      value={[...chosen]}
      onChange={onChange}
      isReadOnly={isReadOnly}
    >
      {things.map(({ id, name }) => {
        const note = noteOf?.(id);
        return (
          <Checkbox key={id} value={id} {...(note !== undefined && { description: note })}>
            {name}
          </Checkbox>
        );
      })}
    </CheckboxGroup>
  );
}
