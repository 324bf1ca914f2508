import { CopyButton } from '../copy/copy-button.js';
import type { CloseQuestion } from '../dialog/dialog.js';
import styles from './secret.module.css';

interface SecretProps {
  secret: string;
  /** What it is: “secret”, “link”. The button is named “Copy secret”. */
  what?: string;
}

/** What a dialog asks before it closes with something that is shown only once. @param what “secret”, “link” */
export function shownOnceQuestion(what: string): CloseQuestion {
  return {
    title: `Close without the ${what}?`,
    text: `The ${what} is not shown again. Close only if you have copied it.`,
    back: 'Go back',
    close: 'Close',
  };
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
