import styles from './skip-link.module.css';

/** A link that moves the focus past the navigation. It is visible only while it has the focus. */
export function SkipLink() {
  return (
    <a href="#main" className={styles.skip}>
      Skip to the page
    </a>
  );
}
