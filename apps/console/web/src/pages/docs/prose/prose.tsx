import { Fragment } from 'react';
import { blocksOf, codeParts } from './blocks.js';
import styles from './prose.module.css';

/** A description of the API: paragraphs, lists, and code between backticks. */
export function Prose({ text }: { text: string }) {
  return (
    <div className={styles.prose}>
      {blocksOf(text).map((block, at) =>
        block.kind === 'paragraph' ? (
          <p key={at}>
            <WithCode text={block.text} />
          </p>
        ) : (
          <ul key={at}>
            {block.items.map((item, itemAt) => (
              <li key={itemAt}>
                <WithCode text={item} />
              </li>
            ))}
          </ul>
        ),
      )}
    </div>
  );
}

/** A line with code between backticks. */
export function WithCode({ text }: { text: string }) {
  return codeParts(text).map((part, at) =>
    part.isCode ? <code key={at}>{part.text}</code> : <Fragment key={at}>{part.text}</Fragment>,
  );
}
