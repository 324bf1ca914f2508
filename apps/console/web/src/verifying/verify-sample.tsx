import { CodeBlock } from '@flowforge/design-system/code-block/code-block';
import { useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import styles from './verify-sample.module.css';
import { VERIFY_SAMPLES } from './verify-samples.js';

/** Code that verifies a request, in several languages. */
export function VerifySample() {
  const [language, setLanguage] = useState<string | undefined>(VERIFY_SAMPLES[0]?.language);
  const shown = VERIFY_SAMPLES.find((sample) => sample.language === language);
  return (
    <div className={styles.samples}>
      <div role="group" aria-label="Language" className={styles.languages}>
        {VERIFY_SAMPLES.map((sample) => (
          <ToggleButton
            key={sample.language}
            isSelected={sample.language === language}
            onChange={() => setLanguage(sample.language)}
            className={styles.language ?? ''}
          >
            {sample.language}
          </ToggleButton>
        ))}
      </div>
      {shown !== undefined && <CodeBlock label={`sample for ${shown.language}`} code={shown.code} />}
    </div>
  );
}
