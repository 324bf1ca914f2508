import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { Loading, Skeleton } from '@flowforge/design-system/skeleton/skeleton';
import { Plus } from 'lucide-react';
import { lazy, Suspense } from 'react';
import styles from './builder.module.css';
import { FIELDS_MAX, withNewField } from './form-draft.js';
import type { FieldListProps } from './sortable-fields.js';

/** Dragging needs much script; the rest of the page does not wait for it. */
const SortableFields = lazy(async () => ({ default: (await import('./sortable-fields.js')).SortableFields }));

/** The fields in their order, and a button that adds one. */
export function FieldList({ fields, selected, wrong, onSelect, onChange, isReadOnly }: FieldListProps) {
  function add() {
    const more = withNewField(fields);
    onChange(more);
    onSelect(more[more.length - 1]?.key ?? 0);
  }
  return (
    <Card
      title="Fields"
      {...(!isReadOnly && { description: 'Drag to sort, or select one and press Alt and an arrow key.' })}
      action={
        !isReadOnly &&
        fields.length < FIELDS_MAX && (
          <Button size="small" icon={<Plus size={14} aria-hidden />} onPress={add}>
            Add a field
          </Button>
        )
      }
    >
      <div className={styles.fields} style={{ minHeight: heightOf(fields.length) }}>
        <Suspense fallback={<FieldsLoading count={fields.length} />}>
          <SortableFields
            fields={fields}
            selected={selected}
            wrong={wrong}
            onSelect={onSelect}
            onChange={onChange}
            isReadOnly={isReadOnly}
          />
        </Suspense>
      </div>
    </Card>
  );
}

/** The height of so many fields with the gaps between them. */
function heightOf(count: number): string {
  return `calc(${count} * var(--item-height) + ${Math.max(0, count - 1)} * var(--space-1))`;
}

/** As tall as the list. */
function FieldsLoading({ count }: { count: number }) {
  return (
    <Loading what="the fields">
      <div className={styles.list}>
        {Array.from({ length: count }, (_, field) => (
          <div key={field} className={styles.item}>
            <span className={styles.itemText}>
              <strong>
                <Skeleton width="8rem" />
              </strong>
              <span>
                <Skeleton width="12rem" />
              </span>
            </span>
          </div>
        ))}
      </div>
    </Loading>
  );
}
