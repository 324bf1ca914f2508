import { ChevronRight } from 'lucide-react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { Prose } from '../prose/prose.js';
import type { Field } from '../reference/fields.js';
import styles from './field-list.module.css';

interface FieldListProps {
  fields: readonly Field[];
  /** The fields of objects are shown from the start. */
  isOpen?: boolean;
}

/** Fields with type, description, limits, values and example. The fields of an object open below it. */
export function FieldList({ fields, isOpen = false }: FieldListProps) {
  if (fields.length === 0) return null;
  return (
    <ul className={styles.list}>
      {fields.map((field) => (
        <li key={field.name} className={styles.field}>
          <p className={styles.head}>
            <code className={styles.name}>{field.name}</code>
            <span className={styles.type}>{field.type}</span>
            {!field.isRequired && <span className={styles.optional}>optional</span>}
          </p>
          {field.description !== '' && <Prose text={field.description} />}
          <Facts field={field} />
          {field.fields.length > 0 && (
            <Disclosure defaultExpanded={isOpen} className={styles.inner ?? ''}>
              <Heading level={3} className={styles.innerHeading}>
                <AriaButton slot="trigger" className={styles.innerButton ?? ''}>
                  <ChevronRight size={14} aria-hidden className={styles.chevron} />
                  Fields of <code>{field.name}</code>
                </AriaButton>
              </Heading>
              <DisclosurePanel>
                <FieldList fields={field.fields} />
              </DisclosurePanel>
            </Disclosure>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Limits, values and example in one line. */
function Facts({ field: { limits, values, example, fields } }: { field: Field }) {
  const isExampleShown = example !== undefined && fields.length === 0 && values.length === 0;
  if (limits === undefined && values.length === 0 && !isExampleShown) return null;
  return (
    <p className={styles.facts}>
      {limits !== undefined && <span>{limits}</span>}
      {values.length > 0 && (
        <span>
          {values.length === 1 ? 'Always ' : 'One of '}
          {values.map((value, at) => (
            <span key={value}>
              {at > 0 && ', '}
              <code>{value}</code>
            </span>
          ))}
        </span>
      )}
      {isExampleShown && (
        <span>
          Example <code>{example}</code>
        </span>
      )}
    </p>
  );
}
