import { CopyButton } from '@flowforge/design-system/copy/copy-button';
import type { RouteReference } from '../reference/reference.js';
import { Method } from './method.js';
import { NeedsLine } from './needs-line.js';
import styles from './route.module.css';

/** Method and path of a route, and who may call it. */
export function RouteAddress({ route: { method, path, needs } }: { route: RouteReference }) {
  return (
    <div className={styles.head}>
      <p className={styles.address}>
        <Method method={method} />
        <code className={styles.path}>{path}</code>
        <CopyButton text={path} what="path" />
      </p>
      <NeedsLine needs={needs} />
    </div>
  );
}
