import { Badge } from '@flowforge/design-system/badge/badge';
import { Notice } from '@flowforge/design-system/state/notice';
import type { Classification, Intent } from '../../../api/intents.js';
import styles from './ranking.module.css';

const SHOWN = 3;

interface RankingProps {
  classification: Classification;
  /** For their names. */
  intents: readonly Intent[];
}

/** What the classifier answered: the intent or none, and the best guesses with their scores. */
export function Ranking({ classification: { intent_id, ranking }, intents }: RankingProps) {
  const nameOf = (id: string) => intents.find((intent) => intent.id === id)?.name ?? 'An intent';
  return (
    <div className={styles.answer} aria-live="polite">
      <Notice tone={intent_id === null ? 'neutral' : 'success'}>
        {intent_id === null ? 'No intent: nothing would be captured.' : `It would be ${nameOf(intent_id)}.`}
      </Notice>
      <ol className={styles.list}>
        {ranking.slice(0, SHOWN).map(({ intent_id: id, confidence }) => (
          <li key={id} className={styles.row}>
            <span className={styles.name}>{nameOf(id)}</span>
            {id === intent_id && <Badge tone="success">recognised</Badge>}
            <span className={styles.bar} aria-hidden="true">
              <span style={{ width: `${Math.round(confidence * 100)}%` }} />
            </span>
            <span className={styles.score}>{confidence.toFixed(2)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
