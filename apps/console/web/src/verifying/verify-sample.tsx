import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import styles from './verify-sample.module.css';
import { VERIFY_SAMPLES } from './verify-samples.js';

/** Code that verifies a request, in several languages. */
export function VerifySample() {
  return (
    <Tabs className={styles.samples ?? ''}>
      <TabList aria-label="Language" className={styles.languages ?? ''}>
        {VERIFY_SAMPLES.map(({ language }) => (
          <Tab key={language} id={language} className={styles.language ?? ''}>
            {language}
          </Tab>
        ))}
      </TabList>
      {VERIFY_SAMPLES.map(({ language, code }) => (
        <TabPanel key={language} id={language}>
          <CodeBlock label={`sample for ${language}`} code={code} />
        </TabPanel>
      ))}
    </Tabs>
  );
}
