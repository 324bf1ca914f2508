import { CircleAlert, GripVertical } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { Button as AriaButton, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import styles from './builder.module.css';
import { type FieldDraft, FIELD_TYPES, moveBy, moveTo } from './form-draft.js';

export interface FieldListProps {
  fields: readonly FieldDraft[];
  /** The key of the field that is edited. */
  selected: number | undefined;
  /** The keys of the fields that the server has refused. */
  wrong: readonly number[];
  onSelect: (key: number) => void;
  onChange: (fields: FieldDraft[]) => void;
  isReadOnly: boolean;
}

/** The list that is sorted by dragging, or with Alt and the arrow keys. */
export function SortableFields({ fields, selected, wrong, onSelect, onChange, isReadOnly }: FieldListProps) {
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled: isReadOnly,
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': String(key) })),
    onReorder: ({ keys, target }) => {
      const [dragged] = keys;
      if (dragged === undefined || target.dropPosition === 'on') return;
      onChange(moveTo(fields, Number(dragged), { key: Number(target.key), side: target.dropPosition }));
    },
  });
  function moveByKey(event: KeyboardEvent) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (isReadOnly || !event.altKey || step === undefined || selected === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(moveBy(fields, selected, step === -1 ? -1 : 1));
  }
  return (
    <div onKeyDownCapture={moveByKey}>
      <GridList
        aria-label="Fields"
        items={fields.map((field) => ({ ...field, id: field.key, isWrong: wrong.includes(field.key) }))}
        selectionMode="single"
        selectionBehavior="replace"
        disallowEmptySelection
        selectedKeys={selected === undefined ? [] : [selected]}
        onSelectionChange={(keys) => {
          if (keys !== 'all') for (const key of keys) onSelect(Number(key));
        }}
        dragAndDropHooks={dragAndDropHooks}
        className={styles.list ?? ''}
      >
        {(field) => (
          <GridListItem id={field.key} textValue={field.label} className={styles.item ?? ''}>
            {!isReadOnly && (
              <AriaButton slot="drag" aria-label={`Move ${field.label}`} className={styles.grip ?? ''}>
                <GripVertical size={16} aria-hidden />
              </AriaButton>
            )}
            <span className={styles.itemText}>
              <strong>{field.label || 'No label'}</strong>
              <span>
                <code>{field.name}</code> · {FIELD_TYPES.find(({ id }) => id === field.type)?.label}
                {field.required && field.type !== 'boolean' && ' · required'}
              </span>
              {field.isWrong && (
                <span className={styles.wrong}>
                  <CircleAlert size={12} aria-hidden /> Not right yet
                </span>
              )}
            </span>
          </GridListItem>
        )}
      </GridList>
    </div>
  );
}
