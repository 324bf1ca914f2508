import type { ComponentPropsWithRef } from 'react';
import styles from './link.module.css';

export interface LinkProps extends Omit<ComponentPropsWithRef<'a'>, 'className' | 'style'> {
  /**
   * `inline` stands in a sentence; `name` is the name of a thing; `row` is the name in the first cell of a table's row, which the
   * whole row follows; `quiet` stands beside the content; `button` looks like a button and
   * `primary` like the page's one action, for actions that only lead to a page; `nav` is an entry of the sidebar; `tab` one of
   * `TabLinks`.
   */
  look?: 'inline' | 'name' | 'row' | 'button' | 'primary' | 'quiet' | 'nav' | 'tab';
}

/** A link. The app makes a router link of it: `apps/console/web/src/frame/link.ts`. */
export function Link({ look = 'inline', ...props }: LinkProps) {
  return <a {...props} className={`${styles.link} ${styles[look]}`} />;
}
