import { CopyButton } from '@flowforge/design-system/copy/copy-button';
import styles from './add.module.css';

/** A signing secret with a button that copies it. */
export function Secret({ secret }: { secret: string }) {
  return (
    <div className={styles.secret}>
      <code>{secret}</code>
      <CopyButton text={secret} what="secret" hasText />
    </div>
  );
}
