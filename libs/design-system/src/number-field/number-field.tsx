import { Minus, Plus } from 'lucide-react';
import {
  Button,
  Group,
  Input,
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaProps,
} from 'react-aria-components';
import { FieldFrame, type FieldTexts, fieldStyles as styles } from '../field/field.js';

export interface NumberFieldProps
  extends Omit<AriaProps, 'className' | 'style' | 'children' | 'isRequired'>, FieldTexts {
  /** Shown behind the number, such as “minutes”. */
  unit?: string;
}

/** A number with buttons for one step up and down. */
export function NumberField({ label, description, isOptional, unit, ...props }: NumberFieldProps) {
  return (
    <AriaNumberField {...props} isRequired={!isOptional} className={styles.field ?? ''}>
      <FieldFrame label={label} description={description} isOptional={isOptional}>
        <Group className={`${styles.control} ${styles.group}`}>
          <Input className={styles.input} />
          {unit !== undefined && <span className={styles.unit}>{unit}</span>}
          <Button slot="decrement" className={styles.step}>
            <Minus size={14} aria-hidden />
          </Button>
          <Button slot="increment" className={styles.step}>
            <Plus size={14} aria-hidden />
          </Button>
        </Group>
      </FieldFrame>
    </AriaNumberField>
  );
}
