import { Prose } from '../prose/prose.js';
import type { Field } from '../reference/fields.js';
import type { RouteReference } from '../reference/reference.js';
import { ErrorTable } from './error-table.js';
import { FieldList } from './field-list.js';
import styles from './route.module.css';

/** The places of parameters, in the order in which they are shown. */
const PLACES = [
  ['path', 'Path parameters'],
  ['query', 'Query parameters'],
  ['header', 'Headers'],
] as const;

/** What a route does, its fields, its answers and its errors. */
export function RouteDescription({ route }: { route: RouteReference }) {
  const { description, parameters, body, answers, errors } = route;
  return (
    <div className={styles.description}>
      {description !== '' && <Prose text={description} />}
      {PLACES.map(([place, title]) => (
        <FieldSection key={place} title={title} fields={parameters.filter((each) => each.place === place)} />
      ))}
      {body !== undefined && <FieldSection title="Body" fields={body.fields} />}
      {answers.map(({ status, description: text, headers, bodies }) => (
        <section key={status} className={styles.section}>
          <h2>Answer {status}</h2>
          <Prose text={text} />
          {headers.length > 0 && (
            <ul className={styles.headers}>
              {headers.map((header) => (
                <li key={header.name}>
                  <code>{header.name}</code> <Prose text={header.description} />
                </li>
              ))}
            </ul>
          )}
          <FieldList fields={bodies.find(({ fields }) => fields.length > 0)?.fields ?? []} />
        </section>
      ))}
      {errors.length > 0 && <ErrorTable errors={errors} />}
    </div>
  );
}

function FieldSection({ title, fields }: { title: string; fields: readonly Field[] }) {
  if (fields.length === 0) return null;
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      <FieldList fields={fields} />
    </section>
  );
}
