import styles from './skip-link.module.css';

/** Leads a reader with a keyboard past the navigation. First in the frame; drawn only with the focus. */
export function SkipLink() {
  return (
    <a href="#main" className={styles.skip}>
      Skip to the page
    </a>
  );
}
