import styles from './list.module.css';

/** The address of an endpoint without its protocol, in one line. */
export function Endpoint({ url }: { url: string }) {
  return (
    <code className={styles.endpoint} title={url}>
      {url.replace(/^https:\/\//, '')}
    </code>
  );
}
