import { CopyButton } from '../copy/copy-button.js';
import styles from './secret.module.css';

interface SecretProps {
  secret: string;
  /** What it is: “secret”, “link”. The button is named “Copy secret”. */
  what?: string;
}

/** Something that is shown only once, with a button that copies it. */
export function Secret({ secret, what = 'secret' }: SecretProps) {
  return (
    <div className={styles.secret}>
      <code>{secret}</code>
      <CopyButton text={secret} what={what} hasText />
    </div>
  );
}
