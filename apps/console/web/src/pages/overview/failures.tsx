import { Card } from '@flowforge/design-system/card/card';
import { count } from '@flowforge/design-system/format/number.ts';
import { Table } from '@flowforge/design-system/table/table';
import type { Statistics } from '../../api/deliveries.js';
import { OUTCOME_WORDS } from '../../delivery/outcome-words.js';
import { failuresByOutcome } from './summary.js';

/** Failed attempts by outcome; nothing when none failed. */
export function Failures({ statistics }: { statistics: Statistics }) {
  const failures = failuresByOutcome(statistics);
  if (failures.length === 0) return null;
  return (
    <Card title="Failures by outcome">
      <Table
        label="Failed attempts and their share"
        columns={[
          { id: 'outcome', heading: 'Outcome', isWide: true, cell: ({ outcome }) => OUTCOME_WORDS[outcome] },
          { id: 'count', heading: 'Attempts', isNumber: true, cell: (row) => count(row.count) },
        ]}
        rows={failures}
        keyOf={({ outcome }) => outcome}
      />
    </Card>
  );
}
