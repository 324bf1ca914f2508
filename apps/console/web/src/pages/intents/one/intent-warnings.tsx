import { Notice } from '@flowforge/design-system/state/notice';
import type { Intent } from '../../../api/intents.js';
import styles from './intent.module.css';

/** Warnings: what makes the intent hard to recognise. Draws nothing without any. */
export function IntentWarnings({ warnings }: { warnings: Intent['warnings'] }) {
  if (warnings.length === 0) return null;
  return (
    <Notice tone="warning" title="The examples could be better">
      <ul className={styles.warnings}>
        {warnings.map(({ code, message, utterance }, at) => (
          <li key={`${code} ${at}`}>
            {message}
            {utterance !== null && <> “{utterance}”</>}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
