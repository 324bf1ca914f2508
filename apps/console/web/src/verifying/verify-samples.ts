/** Code that verifies the signature of a request. Each works as it stands, once the packages that it names are installed. */
export const VERIFY_SAMPLES = [
  {
    language: 'Node.js',
    code: `// npm install express standardwebhooks
import express from 'express';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.FLOWFORGE_SECRET); // whsec_…
const app = express();

// The signature covers the exact bytes, so take the body unparsed.
app.post('/hooks/flowforge', express.raw({ type: '*/*' }), (request, response) => {
  let event;
  try {
    event = webhook.verify(request.body.toString(), request.headers);
  } catch {
    return response.sendStatus(401);
  }
  console.log(event.event, event.data);
  response.sendStatus(204);
});

app.listen(8080);
`,
  },
  {
    language: 'Python',
    code: `# pip install flask standardwebhooks
import os
from flask import Flask, request
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["FLOWFORGE_SECRET"])  # whsec_...
app = Flask(__name__)

@app.post("/hooks/flowforge")
def receive():
    try:
        # The signature covers the exact bytes, so take the body unparsed.
        event = webhook.verify(request.get_data(), dict(request.headers))
    except WebhookVerificationError:
        return "", 401
    print(event["event"], event["data"])
    return "", 204
`,
  },
  {
    language: 'No library',
    code: `// Node.js. The same steps work in any language.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** headers: names in lower case; body: the exact text of the request */
export function isFromFlowforge(headers, body, secret) {
  const sentAt = Number(headers['webhook-timestamp']); // seconds
  if (!(Math.abs(Date.now() / 1000 - sentAt) < 300)) return false; // not older than 5 minutes

  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = \`\${headers['webhook-id']}.\${sentAt}.\${body}\`;
  const expected = createHmac('sha256', key).update(signed).digest();

  // During a rotation the header has several signatures, separated by spaces.
  return headers['webhook-signature'].split(' ').some((part) => {
    const [version, signature] = part.split(',');
    if (version !== 'v1') return false;
    const given = Buffer.from(signature, 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
`,
  },
] as const;
