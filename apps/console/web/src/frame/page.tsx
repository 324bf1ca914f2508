import { type ReactNode, useEffect, useRef } from 'react';
import styles from './page.module.css';

interface PageProps {
  /** The heading, and the title of the browser's tab. */
  title: string;
  /** Where the page stands: links to the pages above it, outermost first. */
  breadcrumb?: readonly ReactNode[];
  /** Beside the heading: the state of the thing. */
  status?: ReactNode;
  /** Below the heading: one line about the thing. */
  subtitle?: ReactNode;
  /** The one primary action, and at most two more. */
  action?: ReactNode;
  /** `TabLinks` with the sections of the page. */
  tabs?: ReactNode;
  children: ReactNode;
}

/** The first page of a visit keeps the focus where the browser puts it. */
let isFirstPage = true;

/** Every page: breadcrumb, heading, action, sections, content. Moves the focus to the heading when it replaces another page. */
export function Page({ title, breadcrumb = [], status, subtitle, action, tabs, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Flowforge`;
  }, [title]);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        {breadcrumb.length > 0 && (
          <nav aria-label="Breadcrumb" className={styles.breadcrumb}>
            <ol>
              {breadcrumb.map((part, at) => (
                <li key={at}>{part}</li>
              ))}
            </ol>
          </nav>
        )}
        <div className={styles.titleRow}>
          <div className={styles.titles}>
            <h1 ref={heading} tabIndex={-1} className={styles.title}>
              {title}
            </h1>
            {status}
          </div>
          {action !== undefined && <div className={styles.actions}>{action}</div>}
        </div>
        {subtitle !== undefined && <div className={styles.subtitle}>{subtitle}</div>}
        {tabs}
      </header>
      <div className={styles.content}>{children}</div>
    </div>
  );
}
