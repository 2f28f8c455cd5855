/**
 * The body of a refused request: JSON where it is any, the data of an event where the refusal came as a stream,
 * plain text as it is. A page of HTML has nothing to add to the status.
 */
export function parseErrorText(text: string): unknown {
  const body = text.trim();
  const data = /^(?:event:.*\n)?data:\s*(.*)$/m.exec(body)?.[1];
  for (const candidate of [body, data]) {
    try {
      if (candidate) return JSON.parse(candidate);
    } catch {
      // Not JSON, then.
    }
  }
  const isPage = /<\/?[a-z!][^>]*>/i.test(body);
  // A document that breaks off has lost what it had to say.
  return isPage || /^[{[]/.test(body) ? undefined : body || undefined;
}
