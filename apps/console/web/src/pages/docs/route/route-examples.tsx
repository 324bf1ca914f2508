import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { curlOf } from '../reference/curl.js';
import type { RouteReference } from '../reference/reference.js';
import styles from './route.module.css';

/** A request as a command, and an answer of each kind. They stay in sight while the description scrolls. */
export function RouteExamples({ route }: { route: RouteReference }) {
  return (
    <aside className={styles.examples} aria-label="Examples">
      <CodeBlock label="Request" hasTitle code={curlOf(route, window.location.origin)} />
      {route.answers.flatMap(({ status, bodies }) =>
        bodies.map(({ contentType, example }) =>
          example === undefined ? null : (
            <CodeBlock
              key={`${status} ${contentType}`}
              label={`Answer ${status}, ${contentType}`}
              hasTitle
              code={example}
            />
          ),
        ),
      )}
      {route.answers.some(({ bodies }) => bodies.length === 0) && (
        <p className={styles.noBody}>
          The answer {route.answers.find(({ bodies }) => bodies.length === 0)?.status} has no body.
        </p>
      )}
    </aside>
  );
}
