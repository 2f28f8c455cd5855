/** How the events of a response are separated. */
export type Framing = 'events' | 'json' | 'unknown';

/** Enough of a body to tell `data:` from other words. */
const TELLING_CHARACTERS = 8;

/**
 * Looks at the beginning of a body: gateways send events as `text/plain`, as JSON, or without any type. A page
 * of HTML is neither, whatever it is called.
 *
 * @returns The text from its beginning, with nothing taken away.
 */
export async function detectFraming(
  pieces: AsyncGenerator<string, void, void>,
  contentType: string,
): Promise<{ framing: Framing; text: AsyncGenerator<string, void, void> }> {
  const declared = declaredFraming(contentType);
  let begun = '';
  let framing = framingOf(begun, declared);
  let failure: { readonly error: unknown } | undefined;
  while (framing === undefined) {
    const next = await pieces.next().catch((error: unknown) => {
      failure = { error };
    });
    if (!next || next.done) framing = declared;
    else framing = framingOf((begun += next.value), declared);
  }
  return { framing, text: from(begun, pieces, failure) };
}

async function* from(
  begun: string,
  rest: AsyncGenerator<string, void, void>,
  failure: { readonly error: unknown } | undefined,
): AsyncGenerator<string, void, void> {
  try {
    if (begun !== '') yield begun;
    if (failure) throw failure.error;
    yield* rest;
  } finally {
    await rest.return();
  }
}

function declaredFraming(contentType: string): Framing {
  if (/^text\/event-stream\b/i.test(contentType)) return 'events';
  return /^application\/([\w.-]+\+)?(x-)?(nd)?json/i.test(contentType) ? 'json' : 'unknown';
}

/** Undefined as long as it is unclear. */
function framingOf(begun: string, declared: Framing): Framing | undefined {
  const text = begun.trimStart();
  if (text === '') return undefined;
  if (text.startsWith('<')) return 'unknown';
  if (declared === 'events' || /^(?:(?:data|event|id|retry):|:)/.test(text)) return 'events';
  if (/^[{[]/.test(text)) return 'json';
  return text.length >= TELLING_CHARACTERS || /[\r\n]/.test(text) ? declared : undefined;
}
