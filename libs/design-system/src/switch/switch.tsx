import { Switch as AriaSwitch, type SwitchProps as AriaProps } from 'react-aria-components';
import styles from './switch.module.css';

export interface SwitchProps extends Omit<AriaProps, 'className' | 'style' | 'children'> {
  label: string;
  description?: string;
}

/** A setting that is on or off, and takes effect with the form's “Save” (or at once, where there is no form). */
export function Switch({ label, description, ...props }: SwitchProps) {
  return (
    <AriaSwitch {...props} className={styles.switch ?? ''}>
      <span className={styles.track} aria-hidden="true" />
      <span className={styles.text}>
        {label}
        {description !== undefined && <span className={styles.description}>{description}</span>}
      </span>
    </AriaSwitch>
  );
}
