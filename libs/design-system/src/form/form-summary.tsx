import { createContext, useContext } from 'react';
import { Notice } from '../state/notice.js';
import styles from './form.module.css';
import type { FieldErrors } from './place-errors.js';

interface Summary {
  /** What the server said that belongs to no field. */
  error: string | undefined;
  /** Whether a control shows a message. */
  hasWrongFields: boolean;
  /** Messages of values that no control of the form has. */
  elsewhere: FieldErrors;
  /** How one of them is named, from its path; by default the path itself. */
  nameOf?: ((path: string) => string) | undefined;
}

/** From the form to its summary. */
export const SummaryContext = createContext<Summary>({
  error: undefined,
  hasWrongFields: false,
  elsewhere: {},
});

/** What is wrong with the form that was sent. Draws nothing when nothing is. */
export function FormSummary() {
  const { error, hasWrongFields, elsewhere, nameOf } = useContext(SummaryContext);
  const others = Object.entries(elsewhere);
  if (error === undefined && !hasWrongFields && others.length === 0) return null;
  return (
    <Notice tone="danger">
      {error}
      {error === undefined && hasWrongFields && 'Some fields are not right yet.'}
      {error === undefined && !hasWrongFields && 'The form was not accepted:'}
      {others.length > 0 && (
        <ul className={styles.others}>
          {others.map(([path, messages]) => (
            <li key={path}>
              {nameOf === undefined ? <code>{path}</code> : nameOf(path)}: {messages.join(' ')}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
